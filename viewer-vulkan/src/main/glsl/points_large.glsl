// One workgroup per splat of the list that points_small.glsl left.
layout(local_size_x = 128) in;

void main() {
    loadFrame();
    uint i = LargeSplats(frame.largeSplats).index[gl_WorkGroupID.x];
    Splat splat;
    if (!project(i, splat)) {
        return;
    }
    setRadius(i, splat);
    ivec4 box = bounds(splat);
    for (int y = box.y; y <= box.w; y++) {
        for (int x = box.x + int(gl_LocalInvocationID.x); x <= box.z; x += int(gl_WorkGroupSize.x)) {
            putBallPixel(splat, ivec2(x, y));
        }
    }
}
