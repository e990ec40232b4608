// 32 points per thread, each workgroup a run of 1024: the fastest of the shapes tried on lavapipe.
layout(local_size_x = 32) in;
layout(constant_id = 0) const bool SPLATS = false;
const uint POINTS_PER_THREAD = 32u;

#ifdef NODES
void putBall(uint i, Splat splat) {
    setRadius(i, splat);
    ivec4 box = bounds(splat);
    if (splat.radius <= 0.5) {
        putDot(splat);
    } else if (box.x <= box.z && box.y <= box.w) {
        putDisc(splat, box);
    }
}
#else
// Whether a whole workgroup will draw the splat, later.
bool deferred(uint i) {
    LargeSplats list = LargeSplats(frame.largeSplats);
    uint slot = atomicAdd(list.workgroups.x, 1u);
    if (slot < LARGE_SPLATS_MAX) {
        list.index[slot] = i;
        return true;
    }
    // Full: undo, so that x stays a valid number of workgroups, and draw it in this thread.
    atomicAdd(list.workgroups.x, 0xFFFFFFFFu);
    return false;
}

void putBall(uint i, Splat splat) {
    setRadius(i, splat);
    ivec4 box = bounds(splat);
    if (box.z < box.x || box.w < box.y) {
        return;
    }
    if (splat.radius > LARGE_RADIUS && deferred(i)) {
        return;
    }
    if (splat.radius < BALL_RADIUS) {
        putDisc(splat, box);
        return;
    }
    for (int y = box.y; y <= box.w; y++) {
        for (int x = box.x; x <= box.z; x++) {
            putBallPixel(splat, ivec2(x, y));
        }
    }
}

#endif

void main() {
    loadFrame();
    uint first = gl_WorkGroupID.x * gl_WorkGroupSize.x * POINTS_PER_THREAD + gl_LocalInvocationID.x;
    for (uint k = 0u; k < POINTS_PER_THREAD; k++) {
        uint i = first + k * gl_WorkGroupSize.x;
        if (i >= count) {
            return;
        }
        Splat splat;
        if (project(i, splat)) {
            if (SPLATS) {
                putBall(i, splat);
            } else {
                putDot(splat);
            }
        }
    }
}
