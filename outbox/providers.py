"""What is known of mail providers: which spellings reach one mailbox, and which domain was meant.

Only what a provider's help, or those who quote it, say is here; elsewhere a dot and a tag may be somebody else.
"""

from difflib import get_close_matches
from typing import NamedTuple


class Provider(NamedTuple):
    """The domains where one rule holds. What follows the first `tag` is the owner's affair; `ignored` says nothing."""

    domains: tuple[str, ...]
    tag: str = "+"
    ignored: str = ""
    one_domain: bool = False
    subdomains: bool = False


# Where each rule comes from:
# - Google's help says that dots do not matter and that a tag may be added; gmail.com and googlemail.com are one.
# - Microsoft announced "plus addressing" for Outlook.com in 2013 and documents it for Exchange.
# - Apple delivers such mail to iCloud's mailboxes, though its help is silent. Whether me.com and icloud.com have one
#   owner depends on the account's age (support.apple.com/118230), so those domains are kept apart.
# - Proton's help calls them "+aliases" (proton.me/support/addresses-and-aliases). One owner has a name at all its
#   domains, and its own programs drop . _ and - before they compare two names.
# - Fastmail's help, "Plus addressing and subdomain addressing": letters@ana.fastmail.com is ana+letters@fastmail.com.
# - Yahoo is left out: its help (AddressGuard) has disposable addresses of a base name and a keyword, made one by one,
#   and does not say that the base name alone is the same mailbox.
PROVIDERS = (
    Provider(("gmail.com", "googlemail.com"), ignored=".", one_domain=True),
    Provider(
        (
            *("outlook.com", "outlook.es", "outlook.fr", "outlook.de", "outlook.it", "outlook.pt", "outlook.com.br"),
            *(
                "hotmail.com",
                "hotmail.co.uk",
                "hotmail.es",
                "hotmail.fr",
                "hotmail.de",
                "hotmail.it",
                "hotmail.ca",
                "hotmail.nl",
            ),
            *("live.com", "live.co.uk", "live.ca", "live.fr", "live.nl", "live.com.mx", "msn.com"),
        )
    ),
    Provider(("icloud.com", "me.com", "mac.com")),
    Provider(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), ignored="._-", one_domain=True),
    Provider(("fastmail.com", "fastmail.fm"), subdomains=True),
)

# The ones that people mistype most, for there are most people there.
MISTYPED = ("gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "aol.com")
AS_TYPED = ("mail.com", "email.com", "ymail.com")  # so close to another one, and meant all the same

_BY_DOMAIN = {domain: provider for provider in PROVIDERS for domain in provider.domains}


def one_spelling(local_part: str, domain: str) -> str:
    """Return the address that all spellings of a mailbox share, by its provider's rule. Both parts are lower case."""
    owner, _dot, parent = domain.partition(".")
    if parent in _BY_DOMAIN and _BY_DOMAIN[parent].subdomains:
        return one_spelling(owner, parent)
    if (provider := _BY_DOMAIN.get(domain)) is None:
        return f"{local_part}@{domain}"
    # A tag without a name before it reaches nobody; it is left as it is.
    name = local_part.partition(provider.tag)[0] or local_part
    name = name.translate(dict.fromkeys(map(ord, provider.ignored))) or name
    return f"{name}@{provider.domains[0] if provider.one_domain else domain}"


def likely_meant(address: str) -> str:
    """Return the well-known domain of which the address's own may be a slip of the finger; "" without one. A hint."""
    domain = address.rpartition("@")[2].lower()
    close = [] if domain in (*MISTYPED, *AS_TYPED) else get_close_matches(domain, MISTYPED, n=1, cutoff=0.88)
    return close[0] if close else ""
