"""What must hold of sealed records and their keys. Breaches carry ids, never words.

That a record names a key which is not there is no breach: so stands, after a restore, what was erased since the
backup was made. `manage.py rotate_keys` counts those.
"""

from collections.abc import Iterator

from kit.keys import keyed_models, unused_keys


def keys_belong_to_a_record() -> Iterator[str]:
    """Every key opens a record: what is deleted or erased leaves none behind."""
    for pk in unused_keys().order_by("pk").values_list("pk", flat=True):
        yield f"Key {pk} opens no record."


def keys_stand_apart_from_their_words() -> Iterator[str]:
    """No record holds its own key, so that a backup without the table of keys opens nothing."""
    for model in keyed_models():
        for pk in model._base_manager.exclude(sealed_key=b"").order_by("pk").values_list("pk", flat=True):
            yield f"{str(model._meta.verbose_name).capitalize()} {pk} holds its own key: run manage.py rotate_keys."


INVARIANTS = [keys_belong_to_a_record, keys_stand_apart_from_their_words]
