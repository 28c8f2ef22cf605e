package io.tidemark.function;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Of which classes a method hands objects on to code that need not know of what class they are: into a text, a set, a
 * comparison, a method that takes an interface. That code may call whatever the class overrides. An object that at once goes
 * to a method that knows its class is not handed on. Errs on the side of too many.
 */
final class HandedOn {
    private final MethodNode method;
    private final Map<Integer, String> parameters = new HashMap<>();

    HandedOn(MethodNode method, String owner) {
        this.method = method;
        int slot = 0;
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
            // A constructor only fills its object.
            parameters.put(slot++, method.name.equals("<init>") ? null : owner);
        }
        for (Type type : Type.getArgumentTypes(method.desc)) {
            if (type.getSort() == Type.OBJECT) {
                parameters.put(slot, type.getInternalName());
            }
            slot += type.getSize();
        }
    }

    /** Their internal names. */
    SortedSet<String> types() {
        SortedSet<String> types = new TreeSet<>();
        for (AbstractInsnNode each : method.instructions) {
            String type = made(each);
            if (type != null && !isKnownTo(next(each), type)) {
                types.add(type);
            }
            if (each instanceof InvokeDynamicInsnNode dynamic) {
                types.addAll(given(dynamic));
            }
        }
        return types;
    }

    /** What functions give that are handed on themselves, such as {@code map(Call::kind)}. */
    private static List<String> given(InvokeDynamicInsnNode dynamic) {
        return Arrays.stream(dynamic.bsmArgs)
                .filter(argument ->
                        argument instanceof Handle handle && handle.getDesc().startsWith("("))
                .map(function -> Type.getReturnType(((Handle) function).getDesc()))
                .filter(type -> type.getSort() == Type.OBJECT)
                .map(Type::getInternalName)
                .toList();
    }

    /** The class of what an instruction puts on the stack; null if it is none, or not known. */
    private String made(AbstractInsnNode instruction) {
        if (instruction instanceof VarInsnNode variable && variable.getOpcode() == Opcodes.ALOAD) {
            return parameters.get(variable.var);
        } else if (instruction instanceof MethodInsnNode call) {
            return named(Type.getReturnType(call.desc));
        } else if (instruction instanceof FieldInsnNode field
                && (field.getOpcode() == Opcodes.GETFIELD || field.getOpcode() == Opcodes.GETSTATIC)) {
            return named(Type.getType(field.desc));
        } else if (instruction instanceof TypeInsnNode cast && cast.getOpcode() == Opcodes.CHECKCAST) {
            return named(Type.getObjectType(cast.desc));
        }
        return null;
    }

    private static String named(Type type) {
        return type.getSort() == Type.OBJECT ? type.getInternalName() : null;
    }

    private static boolean isKnownTo(AbstractInsnNode next, String type) {
        if (next instanceof FieldInsnNode field && field.getOpcode() != Opcodes.GETSTATIC) {
            return field.getOpcode() == Opcodes.GETFIELD
                    ? field.owner.equals(type)
                    : type.equals(named(Type.getType(field.desc)));
        } else if (next instanceof MethodInsnNode call) {
            Type[] arguments = Type.getArgumentTypes(call.desc);
            return call.getOpcode() == Opcodes.INVOKESTATIC
                    ? arguments.length == 1 && type.equals(named(arguments[0]))
                    : arguments.length == 0 && call.owner.equals(type);
        } else if (next instanceof InvokeDynamicInsnNode dynamic) {
            // A lambda's method knows what it has captured.
            return dynamic.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory");
        }
        // What is returned is looked at where it arrives.
        return next instanceof JumpInsnNode
                || (next != null && next.getOpcode() == Opcodes.ARETURN)
                || isOneOfTwoCompared(next)
                || (next != null && next.getOpcode() == Opcodes.POP);
    }

    /** As in {@code kind == Kind.FAR}. */
    private static boolean isOneOfTwoCompared(AbstractInsnNode next) {
        boolean isLoad = next != null && (next.getOpcode() == Opcodes.GETSTATIC || next.getOpcode() == Opcodes.ALOAD);
        return isLoad && next(next) instanceof JumpInsnNode;
    }

    private static AbstractInsnNode next(AbstractInsnNode instruction) {
        AbstractInsnNode next = instruction.getNext();
        while (next instanceof LabelNode || next instanceof LineNumberNode || next instanceof FrameNode) {
            next = next.getNext();
        }
        return next;
    }
}
