"""Parts of pages that other capabilities show about bills."""
