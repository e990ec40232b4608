package dev.kymo.examples;

import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.ArchetypeField;
import dev.kymo.sdk.ComponentType;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import java.util.List;

/// Data of one's own: an archetype with its own components, and loose values beside a known archetype.
public final class OwnArchetypeExample {
    private OwnArchetypeExample() {}

    /// What a wheel does: torque in newton metres, and two flags.
    record Wheel(float torque, boolean isSlipping, boolean isBraking) implements Archetype {
        private static final String NAME = "my.robot.Wheel";
        static final ArchetypeField TORQUE =
                ArchetypeField.of(NAME, "torque", new ComponentType("my.robot.Torque", Datatype.FLOAT32));
        static final ArchetypeField FLAGS =
                ArchetypeField.of(NAME, "flags", new ComponentType("my.robot.Flag", Datatype.BOOL));

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public List<DataCell> cells() {
            return List.of(
                    TORQUE.cell(ArrayData.floats(Datatype.FLOAT32, torque)),
                    FLAGS.cell(ArrayData.booleans(isSlipping, isBraking)));
        }
    }

    public static void main(final String[] args) {
        try (var rec = RecordingStream.open("own-archetype")) {
            run(rec, args.length == 0 ? 1000 : Integer.parseInt(args[0]));
        }
    }

    static void run(final RecordingStream rec, final int steps) {
        for (int step = 0; step < steps; step++) {
            rec.setTimeSequence("step", step);
            rec.log("wheels/left", new Wheel(0.5f * step, step % 3 == 0, false));
            rec.log(
                    "contact",
                    Points3D.of(step, 0, 0),
                    AnyValues.of().with("surface", "gravel").with("grip", 0.8));
        }
    }
}
