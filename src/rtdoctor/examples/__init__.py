"""Small programs for gpt-realtime-1.5 that run as they are printed. They are data here: nothing imports them."""
