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
// mixed of them would only be noise. `cell` is where it is to be put, NOTHING for nowhere.
bool isStandIn(Splat splat, out uint cell) {
    uvec3 upper = lastPlace >> 20;
    uint octant = upper.x | upper.y << 1 | upper.z << 2;
    float apart = radiusInPixels(radius, scale, splat.clipZw.y, pixelsPerUnit, uiScale);
    bool isShown = all(greaterThanEqual(splat.centre, vec2(0.0))) && all(lessThan(splat.centre, viewport));
    bool standsIn = apart > 1.0 && (radii.x >> octant & 1u) == 0u;
    uint level = 1u + uint(apart > 1.6) + uint(apart > 3.2) + uint(apart > 6.4);
    uvec2 at = uvec2(splat.centre) >> level;
    uint first = level < 3u ? (level == 1u ? firstCells.x : firstCells.y) : (level == 3u ? firstCells.z : firstCells.w);
    cell = isShown && standsIn ? first + at.y * cellsAcross(level, viewport.x) + at.x : NOTHING;
    return standsIn && level > 1u;
}

bool putStandIn(Splat splat) {
    uint cell;
    bool isEnough = isStandIn(splat, cell);
    if (cell != NOTHING) {
        precise float z = splat.clipZw.x / splat.clipZw.y;
        putAt(cell, z, splat.colour);
    }
    return isEnough;
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

#ifdef FETCHES
// Dots, a few at a time: all that is read of their pixels is asked for before anything is made of it, as most of it is
// in no cache and a processor waits for several answers at once.
const uint AT_ONCE = 4u;

void putDots(uint first) {
    uint pixel[AT_ONCE];
    uint cell[AT_ONCE];
    float depth[AT_ONCE];
    uint tint[AT_ONCE];
    for (uint k = 0u; k < AT_ONCE; k++) {
        uint i = first + k * gl_WorkGroupSize.x;
        Splat splat;
        bool isShown = project(min(i, count - 1u), splat) && i < count;
        precise float z = splat.clipZw.x / splat.clipZw.y;
        bool isIn = isShown && all(greaterThanEqual(splat.centre, vec2(0.0))) && all(lessThan(splat.centre, viewport));
        cell[k] = NOTHING;
        bool isEnough = false;
#ifdef NODES
        if (STAND_INS) {
            isEnough = isStandIn(splat, cell[k]);
            cell[k] = isIn ? cell[k] : NOTHING;
        }
#endif
        uvec2 at = uvec2(splat.centre);
        pixel[k] = isIn && !isEnough ? at.y * rowPixels + at.x : NOTHING;
        depth[k] = z;
        tint[k] = splat.colour;
    }
    uint pixelHalf[AT_ONCE];
    uint cellHalf[AT_ONCE];
    for (uint k = 0u; k < AT_ONCE; k++) {
        // What is nowhere reads the first: nothing may be asked for behind the end
        pixelHalf[k] = depthHalfAt(pixel[k] == NOTHING ? 0u : pixel[k]);
        cellHalf[k] = STAND_INS ? depthHalfAt(cell[k] == NOTHING ? 0u : cell[k]) : 0u;
    }
    for (uint k = 0u; k < AT_ONCE; k++) {
        if (STAND_INS && cell[k] != NOTHING) {
            putIfNearer(cell[k], cellHalf[k], depth[k], tint[k]);
        }
        if (pixel[k] != NOTHING) {
            putIfNearer(pixel[k], pixelHalf[k], depth[k], tint[k]);
        }
    }
}
#endif

void main() {
    loadFrame();
    uint first = gl_WorkGroupID.x * gl_WorkGroupSize.x * POINTS_PER_THREAD + gl_LocalInvocationID.x;
#ifdef FETCHES
    if (!SPLATS) {
        for (uint k = 0u; k < POINTS_PER_THREAD && first + k * gl_WorkGroupSize.x < count; k += AT_ONCE) {
            putDots(first + k * gl_WorkGroupSize.x);
        }
        return;
    }
#endif
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
