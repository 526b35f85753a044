"""The site: Sphinx with furo; pages are executed by myst-nb, and a warning is an error. No network is needed."""

import os

project = "plumbline"
author = "the plumbline authors"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "gallery.py"]
html_theme = "furo"
html_title = "plumbline"
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
autodoc_member_order = "bysource"
autodoc_typehints = "none"
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
