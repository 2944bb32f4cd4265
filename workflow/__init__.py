"""The one door that every change of state goes through. Use it as `from workflow import perform, may`."""

_EXPORTS = {
    "perform": "workflow.door",
    "may": "workflow.door",
    "May": "workflow.door",
    "record": "workflow.audit",
    "trail": "workflow.audit",
    "performed": "workflow.signals",
    "guard": "workflow.guards",
    "SYSTEM": "workflow.actors",
    "Refused": "workflow.errors",
    "NotNow": "workflow.errors",
    "NotAllowed": "workflow.errors",
}
__all__ = sorted(_EXPORTS)


def __getattr__(name):
    # Loaded on first use: models may not be imported while Django is still reading INSTALLED_APPS.
    if name not in _EXPORTS:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_EXPORTS[name]), name)
