package dev.kymo.cli;

import dev.kymo.viewer.render.ClipBox;
import picocli.CommandLine;

/// Boxes on the command line: two opposite corners, in any order.
final class Boxes {
    private static final int NUMBERS = 6;

    private Boxes() {}

    static final class Converter implements CommandLine.ITypeConverter<ClipBox> {
        @Override
        public ClipBox convert(final String text) {
            final String[] parts = text.split(",", -1);
            final double[] numbers = new double[NUMBERS];
            try {
                if (parts.length == NUMBERS) {
                    for (int i = 0; i < NUMBERS; i++) {
                        numbers[i] = Double.parseDouble(parts[i].strip());
                    }
                    return new ClipBox(
                            Math.min(numbers[0], numbers[3]),
                            Math.min(numbers[1], numbers[4]),
                            Math.min(numbers[2], numbers[5]),
                            Math.max(numbers[0], numbers[3]),
                            Math.max(numbers[1], numbers[4]),
                            Math.max(numbers[2], numbers[5]));
                }
            } catch (final IllegalArgumentException e) {
                // said below
            }
            throw new CommandLine.TypeConversionException(
                    text + ": expected two corners, X,Y,Z,X,Y,Z, of finite numbers, such as -5,-5,0,5,5,2");
        }
    }
}
