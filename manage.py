#!/usr/bin/env python
"""The command line of Commend: `python manage.py help` lists what it can do."""

import sys

from config import env


def main():
    """Run one management command under the settings that the environment names."""
    env.choose_settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
