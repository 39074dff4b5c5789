"""Pictures of what people see: our own messages, drawn as the chat clients draw them."""
