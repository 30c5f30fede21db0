"""The signal as the service handles it: formats, voice detection, synthetic speech, token accounting."""
