package dev.kymo.importer;

import dev.kymo.importer.mcap.MalformedMcapException;
import dev.kymo.importer.mcap.Struct;
import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.Arrows3D;
import dev.kymo.sdk.CoordinateFrame;
import dev.kymo.sdk.InstancePoses3D;
import dev.kymo.sdk.Transform3D;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where things are in messages: transforms between named frames, and poses in one.
final class FrameMessages {
    private static final float[] NO_TURN = {0, 0, 0, 1};
    /// Each pose is drawn as x, y and z, in red, green and blue.
    private static final Arrows3D AXES =
            Arrows3D.of(1, 0, 0, 0, 1, 0, 0, 0, 1).colors(0xff0000ff, 0x00ff00ff, 0x0000ffff);

    private FrameMessages() {}

    /// The name of the frame that a message's data are in; empty when it says none.
    static String frameId(final Struct message) {
        final Struct named = message.get("header") instanceof final Struct header ? header : message;
        return named.get("frame_id") instanceof final String name ? name : "";
    }

    static @Nullable Archetype frame(final Struct message) {
        final String name = frameId(message);
        return name.isEmpty() ? null : CoordinateFrame.of(name);
    }

    static void transform(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        log(log, entity, relation(message), isStatic);
    }

    /// Each on an entity of its own, named after the frame that it places, so that none hides another.
    static void transforms(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        // All are read before the first is logged
        final List<Relation> relations = message.structs("transforms").stream()
                .map(FrameMessages::relation)
                .toList();
        for (final Relation relation : relations) {
            log(log, log.child(entity, relation.child), relation, isStatic);
        }
    }

    private record Relation(String parent, String child, Transform3D transform) {}

    private static Relation relation(final Struct message) {
        final boolean isRos = message.has("transform");
        final Struct place = isRos ? message.struct("transform") : message;
        final String parent = isRos ? frameId(message) : message.text("parent_frame_id");
        final String child = message.text("child_frame_id");
        Transform3D transform = Transform3D.fromPose(place(place, "translation"), turn(place, "rotation"));
        if (!parent.isEmpty()) {
            transform = transform.parentFrame(parent);
        }
        if (!child.isEmpty()) {
            transform = transform.childFrame(child);
        }
        return new Relation(parent, child, transform);
    }

    private static void log(
            final MessageLog log, final EntityPath entity, final Relation relation, final boolean isStatic)
            throws IOException {
        if (isStatic) {
            log.logStatic(entity, relation.transform);
        } else {
            log.log(entity, relation.transform);
        }
    }

    static void pose(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final InstancePoses3D poses = poses(List.of(message.struct("pose")));
        log.describe(entity, AXES);
        log.log(entity, poses, frame(message));
    }

    static void poses(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final InstancePoses3D poses = poses(message.structs("poses"));
        log.describe(entity, AXES);
        log.log(entity, poses, frame(message));
    }

    static void odometry(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final Struct pose = message.struct("pose").struct("pose");
        final Struct twist = message.struct("twist").struct("twist");
        final double[] linear = PlainMessages.xyz(twist.struct("linear"));
        final double[] angular = PlainMessages.xyz(twist.struct("angular"));
        final String parent = frameId(message);
        final String child = message.get("child_frame_id") instanceof final String name ? name : "";
        Transform3D transform = Transform3D.fromPose(place(pose, "position"), turn(pose, "orientation"));
        if (!parent.isEmpty()) {
            transform = transform.parentFrame(parent);
        }
        if (!child.isEmpty()) {
            transform = transform.childFrame(child);
        }
        log.log(entity, transform);
        PlainMessages.series(log, log.child(entity, "linear_velocity"), linear);
        PlainMessages.series(log, log.child(entity, "angular_velocity"), angular);
    }

    /// A pose that what a message shows has besides; null when it changes nothing.
    static @Nullable Archetype ownPose(final Struct pose) {
        final float[] place = place(pose, "position");
        final float[] turn = turn(pose, "orientation");
        final boolean isIdentity =
                place[0] == 0 && place[1] == 0 && place[2] == 0 && java.util.Arrays.equals(turn, NO_TURN);
        return isIdentity ? null : poses(List.of(pose));
    }

    private static InstancePoses3D poses(final List<Struct> poses) {
        final float[] places = new float[3 * poses.size()];
        final float[] turns = new float[4 * poses.size()];
        for (int i = 0; i < poses.size(); i++) {
            System.arraycopy(place(poses.get(i), "position"), 0, places, 3 * i, 3);
            System.arraycopy(turn(poses.get(i), "orientation"), 0, turns, 4 * i, 4);
        }
        return InstancePoses3D.update().translations(places).quaternions(turns);
    }

    private static float[] place(final Struct of, final String field) {
        if (!of.has(field)) {
            return new float[3];
        }
        final double[] xyz = PlainMessages.xyz(of.struct(field));
        return new float[] {(float) xyz[0], (float) xyz[1], (float) xyz[2]};
    }

    private static float[] turn(final Struct of, final String field) {
        if (!of.has(field)) {
            return NO_TURN.clone();
        }
        final Struct turn = of.struct(field);
        final double x = turn.number("x");
        final double y = turn.number("y");
        final double z = turn.number("z");
        final double w = turn.number("w");
        final double length = Math.sqrt(x * x + y * y + z * z + w * w);
        if (!Double.isFinite(length)) {
            throw new MalformedMcapException("a rotation of " + x + ", " + y + ", " + z + ", " + w);
        }
        // All zero is how many say that there is none
        return length == 0
                ? NO_TURN.clone()
                : new float[] {(float) (x / length), (float) (y / length), (float) (z / length), (float) (w / length)};
    }
}
