"""The admin of a letter is made of many classes: none may hide a method of another by accident."""

from collections import Counter

from django.contrib import admin

from letters.models import Letter

# Django's hooks, which each calls on.
HOOKS = {*vars(admin.ModelAdmin), *vars(admin.options.BaseModelAdmin)}


def test_no_class_of_a_letters_admin_hides_a_method_of_another():
    ours = [part for part in type(admin.site.get_model_admin(Letter)).__mro__ if part not in admin.ModelAdmin.__mro__]
    names = Counter(
        name for part in ours for name, value in vars(part).items() if callable(value) and not name.startswith("__")
    )
    twice = {name for name, times in names.items() if times > 1} - HOOKS
    assert not {name for name in twice if name.startswith("_")}
