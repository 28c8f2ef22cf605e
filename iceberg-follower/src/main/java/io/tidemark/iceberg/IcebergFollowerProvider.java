package io.tidemark.iceberg;

import io.tidemark.batch.follow.FollowerChoice;
import io.tidemark.batch.follow.FollowerContext;
import io.tidemark.batch.follow.FollowerProvider;
import io.tidemark.batch.follow.ManifestFollower;

/** Opens {@link IcebergFollower}. Found by its service. */
public final class IcebergFollowerProvider implements FollowerProvider {
    @Override
    public String name() {
        return "iceberg";
    }

    @Override
    public ManifestFollower open(FollowerChoice choice, FollowerContext context) {
        return new IcebergFollower(IcebergSettings.of(choice), context);
    }
}
