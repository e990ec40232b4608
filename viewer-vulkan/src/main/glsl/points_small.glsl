// 32 points per thread, each workgroup a run of 1024: the fastest of the shapes tried on lavapipe.
layout(local_size_x = 32) in;
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

// A point of an octant whose finer nodes are not drawn stands for them: it fills the cell that it is in, of the level
// whose cells are as wide as points are apart, so that most have one (fill.glsl does the rest).
//
// Whether that is enough, and it needs no pixel of its own: where cells are so wide that single pixels among what is
// mixed of them would only be noise.
bool putStandIn(Splat splat) {
    uvec3 upper = lastPlace >> 20;
    uint octant = upper.x | upper.y << 1 | upper.z << 2;
    float apart = radiusInPixels(radius, scale, splat.clipZw.y, pixelsPerUnit, uiScale);
    bool isShown = all(greaterThanEqual(splat.centre, vec2(0.0))) && all(lessThan(splat.centre, viewport));
    bool standsIn = apart > 1.0 && (radii.x >> octant & 1u) == 0u;
    uint level = 1u + uint(apart > 1.6) + uint(apart > 3.2) + uint(apart > 6.4);
    if (isShown && standsIn) {
        uvec2 cell = uvec2(splat.centre) >> level;
        precise float z = splat.clipZw.x / splat.clipZw.y;
        uint first = level < 3u ? (level == 1u ? firstCells.x : firstCells.y) : (level == 3u ? firstCells.z : firstCells.w);
        putAt(first + cell.y * cellsAcross(level, viewport.x) + cell.x, z, splat.colour);
    }
    return standsIn && level > 1u;
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
#ifdef NODES
            if (STAND_INS && putStandIn(splat)) {
                continue;
            }
#endif
            if (SPLATS) {
                putBall(i, splat);
            } else {
                putDot(splat);
            }
        }
    }
}
