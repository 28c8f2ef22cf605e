package io.tidemark.speed.store;

/** In memory. */
class InMemoryStateStoreContractTest extends StateStoreContract {
    @Override
    StateStore open() {
        return new InMemoryStateStore();
    }
}
