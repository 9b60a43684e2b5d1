"""What all panels share: themes, messages, menus, small windows."""
