package dev.kymo.rrd;

import dev.kymo.rrd.StoreMessages.RawStoreId;
import dev.kymo.rrd.format.ArrowMessageDescriptor;
import dev.kymo.rrd.format.Lz4Blocks;
import dev.kymo.rrd.format.MalformedMessageException;
import dev.kymo.rrd.format.ProtobufReader;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/// The head of a chunk's message: everything but the payload, which is only located.
record ArrowMessage(
        RawStoreId store,
        Compression compression,
        long payloadOffset,
        long payloadBytes,
        long uncompressedBytes,
        Optional<ChunkId> chunkId,
        boolean markedStatic,
        OptionalLong checksum) {

    /// @param fileOffset where in the file `message` begins
    /// @throws MalformedMessageException when it is none, or stored in a way that is not known
    static ArrowMessage read(final MemorySegment message, final long fileOffset) {
        final ProtobufReader reader = new ProtobufReader(message, fileOffset);
        RawStoreId store = RawStoreId.NONE;
        long compression = 0;
        long uncompressedBytes = 0;
        long encoding = 0;
        long payloadOffset = -1;
        long payloadBytes = 0;
        Optional<ChunkId> chunkId = Optional.empty();
        boolean isStatic = false;
        OptionalLong checksum = OptionalLong.empty();
        while (reader.next()) {
            switch (reader.field()) {
                case ArrowMessageDescriptor.STORE_ID -> store = StoreMessages.readStoreId(reader.message());
                case ArrowMessageDescriptor.COMPRESSION -> compression = reader.number();
                case ArrowMessageDescriptor.UNCOMPRESSED_SIZE -> uncompressedBytes = reader.number();
                case ArrowMessageDescriptor.ENCODING -> encoding = reader.number();
                case ArrowMessageDescriptor.PAYLOAD -> {
                    payloadOffset = reader.bytesOffset();
                    payloadBytes = reader.bytesLength();
                }
                case ArrowMessageDescriptor.CHUNK_ID ->
                    chunkId = Optional.of(StoreMessages.readChunkId(reader.message()));
                case ArrowMessageDescriptor.IS_STATIC -> isStatic = reader.number() != 0;
                case ArrowMessageDescriptor.PADDING -> {
                    if (reader.isBytes() && reader.bytesLength() >= ArrowMessageDescriptor.CHECKSUM_BYTES) {
                        checksum = OptionalLong.of(reader.bytes().get(Layouts.LONG, 0));
                    }
                }
                default -> {}
            }
        }
        if (encoding != ArrowMessageDescriptor.ENCODING_ARROW_IPC) {
            throw new MalformedMessageException(fileOffset, "chunk encoding " + encoding + ", expected 1 (Arrow IPC)");
        }
        if (payloadOffset < 0) {
            throw new MalformedMessageException(fileOffset, "a chunk message without a payload");
        }
        final Compression known = compressionOf(compression, fileOffset);
        if (known == Compression.NONE) {
            uncompressedBytes = payloadBytes;
        } else {
            Lz4Blocks.checkSize(payloadBytes, uncompressedBytes, payloadOffset);
        }
        return new ArrowMessage(
                store, known, payloadOffset, payloadBytes, uncompressedBytes, chunkId, isStatic, checksum);
    }

    static Compression compressionOf(final long number, final long fileOffset) {
        if (number == ArrowMessageDescriptor.COMPRESSION_LZ4) {
            return Compression.LZ4;
        }
        if (number == ArrowMessageDescriptor.COMPRESSION_NONE
                || number == ArrowMessageDescriptor.COMPRESSION_UNSPECIFIED) {
            return Compression.NONE;
        }
        throw new MalformedMessageException(fileOffset, "compression " + number + ", expected 0, 1 or 2");
    }
}
