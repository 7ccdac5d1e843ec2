"""The worksheet functions: one module per topic, bodies of one line that call the domain."""
