package dev.kymo.ingest;

import dev.kymo.ring.DeclarationFormat;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;

/// What a producer's ids stand for. Each method throws `IllegalArgumentException` for an id that was not declared.
interface Names {
    StoreId store(int id);

    EntityPath entity(int id);

    Timeline timeline(int id);

    DeclarationFormat.Component component(int id);
}
