"""What goes out is sealed: names as rows, a manifest that says them byte for byte, a PDF that carries its digest.

``manifest`` is the canonical form, ``paper`` the data that is printed, ``freezing`` makes a seal, ``showing`` says
what everyone sees of it, ``auditing`` proves that it is still what it was (docs/adr/0020).
"""
