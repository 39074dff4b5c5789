"""The weekly report as files: PDF (Typst), Markdown, PPTX. What stands on the slides is decided in `bot.report`."""
