package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A triangle mesh.
public final class Mesh3D implements Archetype {
    public static final ArchetypeField VERTEX_POSITIONS =
            ArchetypeField.rerun("Mesh3D", "vertex_positions", Components.POSITION_3D);
    public static final ArchetypeField TRIANGLE_INDICES =
            ArchetypeField.rerun("Mesh3D", "triangle_indices", Components.TRIANGLE_INDICES);
    public static final ArchetypeField VERTEX_NORMALS =
            ArchetypeField.rerun("Mesh3D", "vertex_normals", Components.VECTOR_3D);
    public static final ArchetypeField VERTEX_COLORS =
            ArchetypeField.rerun("Mesh3D", "vertex_colors", Components.COLOR);
    public static final ArchetypeField VERTEX_TEXCOORDS =
            ArchetypeField.rerun("Mesh3D", "vertex_texcoords", Components.TEXCOORD_2D);
    public static final ArchetypeField ALBEDO_FACTOR =
            ArchetypeField.rerun("Mesh3D", "albedo_factor", Components.ALBEDO_FACTOR);
    public static final ArchetypeField FACE_RENDERING =
            ArchetypeField.rerun("Mesh3D", "face_rendering", Components.MESH_FACE_RENDERING);
    public static final ArchetypeField ALBEDO_TEXTURE_BUFFER =
            ArchetypeField.rerun("Mesh3D", "albedo_texture_buffer", Components.IMAGE_BUFFER);
    public static final ArchetypeField ALBEDO_TEXTURE_FORMAT =
            ArchetypeField.rerun("Mesh3D", "albedo_texture_format", Components.IMAGE_FORMAT);
    public static final ArchetypeField CLASS_IDS = ArchetypeField.rerun("Mesh3D", "class_ids", Components.CLASS_ID);

    private static final Fields NONE = Fields.none(
            VERTEX_POSITIONS,
            TRIANGLE_INDICES,
            VERTEX_NORMALS,
            VERTEX_COLORS,
            VERTEX_TEXCOORDS,
            ALBEDO_FACTOR,
            FACE_RENDERING,
            ALBEDO_TEXTURE_BUFFER,
            ALBEDO_TEXTURE_FORMAT,
            CLASS_IDS);

    private final Fields fields;

    private Mesh3D(final Fields fields) {
        this.fields = fields;
    }

    /// Triangles of three consecutive vertices each, three floats a vertex, borrowed.
    public static Mesh3D of(final float... vertexPositions) {
        return update().vertexPositions(vertexPositions);
    }

    /// Triangles of three vertex indices each. Both borrowed.
    public static Mesh3D of(final float[] vertexPositions, final int[] triangleIndices) {
        return update().vertexPositions(vertexPositions).triangleIndices(triangleIndices);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Mesh3D update() {
        return new Mesh3D(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Mesh3D clearFields() {
        return new Mesh3D(NONE.allCleared());
    }

    /// x, y, z of each vertex, borrowed.
    public Mesh3D vertexPositions(final float... xyz) {
        return new Mesh3D(fields.with(VERTEX_POSITIONS, Instances.floats(VERTEX_POSITIONS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Mesh3D vertexPositions(final MemorySegment vertexPositions) {
        return new Mesh3D(fields.with(VERTEX_POSITIONS, Instances.segment(VERTEX_POSITIONS, vertexPositions)));
    }

    /// Three vertex indices a triangle.
    public Mesh3D triangleIndices(final int... indices) {
        return new Mesh3D(fields.with(TRIANGLE_INDICES, Instances.ints(TRIANGLE_INDICES, indices)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Mesh3D triangleIndices(final MemorySegment triangleIndices) {
        return new Mesh3D(fields.with(TRIANGLE_INDICES, Instances.segment(TRIANGLE_INDICES, triangleIndices)));
    }

    /// A unit vector for each vertex.
    public Mesh3D vertexNormals(final float... xyz) {
        return new Mesh3D(fields.with(VERTEX_NORMALS, Instances.floats(VERTEX_NORMALS, xyz)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Mesh3D vertexNormals(final MemorySegment vertexNormals) {
        return new Mesh3D(fields.with(VERTEX_NORMALS, Instances.segment(VERTEX_NORMALS, vertexNormals)));
    }

    /// `0xRRGGBBAA` ([Color]) of each vertex.
    public Mesh3D vertexColors(final int... vertexColors) {
        return new Mesh3D(fields.with(VERTEX_COLORS, Instances.ints(VERTEX_COLORS, vertexColors)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Mesh3D vertexColors(final MemorySegment vertexColors) {
        return new Mesh3D(fields.with(VERTEX_COLORS, Instances.segment(VERTEX_COLORS, vertexColors)));
    }

    /// u, v of each vertex; 0, 0 is the top left corner of the texture.
    public Mesh3D vertexTexcoords(final float... xy) {
        return new Mesh3D(fields.with(VERTEX_TEXCOORDS, Instances.floats(VERTEX_TEXCOORDS, xy)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Mesh3D vertexTexcoords(final MemorySegment vertexTexcoords) {
        return new Mesh3D(fields.with(VERTEX_TEXCOORDS, Instances.segment(VERTEX_TEXCOORDS, vertexTexcoords)));
    }

    /// `0xRRGGBBAA` ([Color]): multiplies all colours.
    public Mesh3D albedoFactor(final int albedoFactor) {
        return new Mesh3D(fields.with(ALBEDO_FACTOR, Instances.ints(ALBEDO_FACTOR, albedoFactor)));
    }

    /// Which faces are drawn.
    public Mesh3D faceRendering(final MeshFaceRendering faceRendering) {
        return new Mesh3D(fields.with(FACE_RENDERING, Instances.bytes(FACE_RENDERING, faceRendering.code())));
    }

    /// Unsigned 16-bit ids of an annotation context. One for all, or one each.
    public Mesh3D classIds(final short... classIds) {
        return new Mesh3D(fields.with(CLASS_IDS, Instances.shorts(CLASS_IDS, classIds)));
    }

    /// The same from borrowed memory: little-endian, without padding.
    public Mesh3D classIds(final MemorySegment classIds) {
        return new Mesh3D(fields.with(CLASS_IDS, Instances.segment(CLASS_IDS, classIds)));
    }

    /// The texture's pixels, rows from top to bottom. Borrowed.
    ///
    /// @throws IllegalArgumentException when `pixels` has not as many bytes as `format` needs
    public Mesh3D albedoTexture(final MemorySegment pixels, final ImageFormat format) {
        format.requireLength("pixels.byteSize", pixels.byteSize(), 1);
        return new Mesh3D(fields.with(ALBEDO_TEXTURE_BUFFER, Instances.blob(ALBEDO_TEXTURE_BUFFER, pixels))
                .with(ALBEDO_TEXTURE_FORMAT, Instances.imageFormat(format)));
    }

    @Override
    public String name() {
        return fields.archetype();
    }

    @Override
    public List<DataCell> cells() {
        return fields.cells();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
