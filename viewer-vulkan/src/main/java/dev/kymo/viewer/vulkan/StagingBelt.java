package dev.kymo.viewer.vulkan;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Copies host memory into device buffers through a few host-visible slots that are reused in turn: each is written
/// front to back, never read back, and waited for only when all the others are under way too.
public final class StagingBelt implements AutoCloseable {
    private static final int SLOTS = 3;
    private static final long SLOT_BYTES = 8L << 20;
    private static final long ALIGNMENT_BYTES = 16;

    private final GpuDevice device;
    private final @Nullable GpuBuffer[] slots = new GpuBuffer[SLOTS];
    private final long[] tickets = new long[SLOTS];
    private @Nullable CommandList commands;
    private int current;
    private long usedBytes;

    StagingBelt(final GpuDevice device) {
        this.device = device;
    }

    /// Copies all of `source` to `target` at `targetOffset`. `source` may change or go as soon as this returns; the
    /// copy takes place before anything submitted later.
    public void upload(final MemorySegment source, final GpuBuffer target, final long targetOffset) {
        final long bytes = source.byteSize();
        if (targetOffset < 0 || targetOffset > target.sizeBytes() - bytes) {
            throw new IndexOutOfBoundsException("upload of " + bytes + " bytes at " + targetOffset
                    + " into a buffer of " + target.sizeBytes() + " bytes");
        }
        long done = 0;
        while (done < bytes) {
            if (usedBytes == SLOT_BYTES) {
                flush();
            }
            if (commands == null && tickets[current] != 0) {
                // Here and not when the belt has turned: by now the device is often done with the slot
                device.await(tickets[current]);
            }
            final GpuBuffer slot = currentSlot();
            final long length = Math.min(bytes - done, SLOT_BYTES - usedBytes);
            MemorySegment.copy(source, done, slot.mapped(), usedBytes, length);
            slot.flush(usedBytes, length);
            if (commands == null) {
                commands = device.begin();
                // what was submitted before may still read the target
                commands.barrier(CommandList.Access.ALL, CommandList.Access.ALL);
            }
            commands.copyBuffer(slot, usedBytes, target, targetOffset + done, length);
            done += length;
            usedBytes = Math.min(SLOT_BYTES, (usedBytes + length + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES);
        }
    }

    private GpuBuffer currentSlot() {
        GpuBuffer slot = slots[current];
        if (slot == null) {
            slot = device.createBuffer(GpuMemoryTag.STAGING, GpuBuffer.Kind.UPLOAD, SLOT_BYTES);
            slots[current] = slot;
        }
        return slot;
    }

    boolean hasPending() {
        return commands != null;
    }

    /// Hands what has been written to the device and turns to the next slot.
    void flush() {
        final CommandList pending = commands;
        if (pending == null) {
            return;
        }
        commands = null;
        pending.barrier(CommandList.Access.TRANSFER_WRITE, CommandList.Access.ALL);
        tickets[current] = device.submitWithoutStaging(pending);
        current = (current + 1) % SLOTS;
        usedBytes = 0;
    }

    @Override
    public void close() {
        flush();
        for (final GpuBuffer slot : slots) {
            if (slot != null) {
                slot.close();
            }
        }
    }
}
