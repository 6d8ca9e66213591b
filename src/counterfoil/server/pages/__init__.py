"""What the pages of every capability share: lists, pickers, histories, refusals at their fields."""
