"""Facts about arXiv: identifiers, categories, licenses, and the calendar of its listings."""
