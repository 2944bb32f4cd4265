"""The people room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who there is."""

    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Lend the audit trail the names behind its codes, and note who signs in."""
        from importlib import import_module

        import_module("people.sign_in")
        from people.models import Person
        from workflow.naming import names_people

        @names_people
        def name_of_person(pk):
            return Person.objects.filter(pk=pk).values_list("full_name", flat=True).first() or "a former colleague"
