package io.tidemark.batch.archive;

import io.tidemark.seam.Beginnings;
import io.tidemark.testkit.InMemoryBeginnings;

class InMemoryBeginningsTest extends BeginningsContract {
    private final Beginnings beginnings = new InMemoryBeginnings();

    @Override
    Beginnings beginnings() {
        return beginnings;
    }
}
