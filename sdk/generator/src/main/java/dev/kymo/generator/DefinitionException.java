package dev.kymo.generator;

/// A definition that can't be understood: says the file, the line, and what was expected there.
public final class DefinitionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DefinitionException(final String file, final int line, final String message) {
        super(file + ":" + line + ": " + message);
    }
}
