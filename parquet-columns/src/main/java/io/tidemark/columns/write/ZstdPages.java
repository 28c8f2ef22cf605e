package io.tidemark.columns.write;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses pages in one step each, without the streams of Hadoop's codecs. Owned by one file's thread. */
final class ZstdPages implements BytesInputCompressor, AutoCloseable {
    // Ids and dictionary ids come out no larger than at the default of 3, in less time.
    private static final int LEVEL = 1;

    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private final Plain plain = new Plain();
    private byte[] compressed = new byte[0];

    /** A page in one array that is not copied again. */
    private static final class Plain extends ByteArrayOutputStream {
        byte[] array() {
            return buf;
        }
    }

    /** Valid until the next call. */
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        plain.reset();
        page.writeAllTo(plain);
        int bound = Math.toIntExact(Zstd.compressBound(plain.size()));
        if (compressed.length < bound) {
            compressed = new byte[bound];
        }
        int length = context.compressByteArray(compressed, 0, bound, plain.array(), 0, plain.size());
        return BytesInput.from(compressed, 0, length);
    }

    @Override
    public CompressionCodecName getCodecName() {
        return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
        close();
    }

    @Override
    public void close() {
        context.close();
    }
}
