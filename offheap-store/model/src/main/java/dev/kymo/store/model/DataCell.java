package dev.kymo.store.model;

/// One component of one row: a list of instances. A cell of 0 instances is data too: it hides what was logged before.
///
/// @param instances borrowed: the memory behind it must stay as it is until the row has been logged
public record DataCell(ComponentDescriptor descriptor, ArrayData instances) {}
