package io.tidemark.kafka;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the consumers of one member of a group, each in place of the one before it and by the same name. Where another process
 * has that name as well, the two would throw each other out in turns, for ever: so one that was thrown out twice goes on by a
 * name that nobody else has, and says so. With Kafka's newer protocol it is not the other that is thrown out but this one that
 * is not let in, for as long as the other, be it dead, is a member: it goes on by another name at once. Owned by the reader's
 * thread.
 */
final class GroupMember implements KafkaLogReader.Consumers {
    private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);
    /** The first time it may be our own former self, whom the group had not yet heard the end of. */
    private static final int TOO_OFTEN = 2;

    private static final int SHORT = 8;

    private final Map<String, Object> client;
    private final String group;
    private final String ownName;
    private final SharedNames shared;
    private String name;
    private int fences;

    /** @param ownName what the member is called in the group: the same after a restart */
    GroupMember(Map<String, Object> client, String group, String ownName, SharedNames shared) {
        this.client = client;
        this.group = group;
        this.ownName = ownName;
        this.shared = shared;
        this.name = ownName;
    }

    @Override
    public Consumer<byte[], ByteBuffer> open(Runnable news) {
        return KafkaLogReaders.consumer(KafkaLogReaders.inGroup(client, group, name), news);
    }

    @Override
    public Optional<String> name() {
        return Optional.of(ownName);
    }

    @Override
    public void failed(Throwable failure) {
        if (failure instanceof UnreleasedInstanceIdException) {
            String held = name;
            name = newName();
            LOG.warn("goes on by another name: fault={}", shared.foundHeld(held, name));
        } else if (failure instanceof FencedInstanceIdException && ++fences >= TOO_OFTEN) {
            fences = 0;
            name = newName();
            LOG.warn("goes on by another name: fault={}", shared.found(ownName, name));
        }
    }

    private String newName() {
        return ownName + "-" + UUID.randomUUID().toString().substring(0, SHORT);
    }
}
