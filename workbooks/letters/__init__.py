"""Letters as files: Word documents from editable templates, drafts of e-mails, lists of items, PDF."""
