// Which of two depths in a place belong to one surface; as GapFiller.java gives it.
struct Surface {
    float slope; // by which share of clip z / w what lies behind differs at least, where there is perspective
    float step;  // by how much, where there is none
};

// The clip z / w of what may still be part of a surface at `z`.
float farEndOf(float z, Surface surface) {
    return z - (surface.slope * z + surface.step);
}
