"""The application: a plain Django project, one app per capability."""
