package io.tidemark.it.arrows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tidemark.fault.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** What is thrown is told by {@link Reason}: its own text begins with the name of a Java class, which tells an operator nothing. */
final class WordsTest {
    /** What a user's own code throws is told as it is, since its author knows those names. */
    private static final String OF_USERS = "io/tidemark/usercode/UserCode";

    private static final String REASON = Type.getInternalName(Reason.class);

    @Test
    void nothingThatIsThrownIsToldByItsClass() throws IOException {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.tidemark")) {
            if (!type.getPackageName().startsWith("io.tidemark.testkit")) {
                look(type, found);
            }
        }
        assertEquals(Set.of(), found, "use Reason.of");
    }

    @Test
    void whatLooksForItFindsIt() throws IOException {
        Set<String> found = new TreeSet<>();
        look(new ClassFileImporter().importClass(Talkative.class), found);
        assertEquals(3, found.size(), found::toString);
        assertTrue(found.stream().allMatch(each -> each.contains("Talkative")), found::toString);
    }

    /** Tells what was thrown by its class, in each of the ways. */
    @SuppressWarnings("unused")
    private static final class Talkative {
        String joined(IOException e) {
            return "it failed: " + e;
        }

        String plain(IOException e) {
            return e.toString();
        }

        String cause(IOException e) {
            return String.valueOf(e.getCause());
        }

        String well(IOException e) {
            return "it failed: " + Reason.of(e) + e.getMessage();
        }
    }

    private static void look(JavaClass type, Set<String> found) throws IOException {
        ClassNode code = new ClassNode();
        try (InputStream file = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            new ClassReader(file).accept(code, ClassReader.SKIP_FRAMES);
        }
        if (code.name.equals(REASON) || code.name.equals(OF_USERS)) {
            return;
        }
        for (MethodNode method : code.methods) {
            for (AbstractInsnNode each : method.instructions) {
                if (tellsAClass(method, each)) {
                    found.add(code.name + "." + method.name);
                }
            }
        }
    }

    /** A text is joined by {@code String.valueOf}, or by what a newer compiler makes of its parts. */
    private static boolean tellsAClass(MethodNode method, AbstractInsnNode each) {
        if (each instanceof InvokeDynamicInsnNode joined && joined.bsm.getName().startsWith("makeConcat")) {
            return Arrays.stream(Type.getArgumentTypes(joined.desc)).anyMatch(WordsTest::isThrown);
        }
        if (!(each instanceof MethodInsnNode call)) {
            return false;
        }
        boolean isOfObject = call.name.equals("valueOf") && call.desc.equals("(Ljava/lang/Object;)Ljava/lang/String;");
        return call.name.equals("toString") && isThrown(Type.getObjectType(call.owner))
                || isOfObject && isThrown(before(method, call));
    }

    /** What the instruction before one leaves for it, if it is an object and is known. */
    private static Type before(MethodNode method, AbstractInsnNode each) {
        AbstractInsnNode before = each.getPrevious();
        while (before != null && before.getOpcode() < 0) {
            before = before.getPrevious();
        }
        if (before instanceof MethodInsnNode call) {
            return Type.getReturnType(call.desc);
        } else if (before instanceof FieldInsnNode field) {
            return Type.getType(field.desc);
        } else if (before instanceof TypeInsnNode cast && cast.getOpcode() == Opcodes.CHECKCAST) {
            return Type.getObjectType(cast.desc);
        } else if (before instanceof VarInsnNode load) {
            int at = method.instructions.indexOf(load);
            return method.localVariables.stream()
                    .filter(local -> local.index == load.var)
                    .filter(local -> method.instructions.indexOf(local.start) <= at)
                    .filter(local -> at < method.instructions.indexOf(local.end))
                    .map(local -> Type.getType(local.desc))
                    .findFirst()
                    .orElse(Type.VOID_TYPE);
        }
        return Type.VOID_TYPE;
    }

    private static boolean isThrown(Type type) {
        if (type.getSort() != Type.OBJECT) {
            return false;
        }
        try {
            ClassLoader loader = WordsTest.class.getClassLoader();
            return Throwable.class.isAssignableFrom(Class.forName(type.getClassName(), false, loader));
        } catch (ClassNotFoundException | LinkageError notHere) {
            return false;
        }
    }
}
