"""The page frame, the design system, the home page, live updates and the pages shown when something is wrong."""
