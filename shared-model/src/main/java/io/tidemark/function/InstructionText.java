package io.tidemark.function;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** One method's instructions as text. What an instruction names outside of the method is left to {@link Names}. */
final class InstructionText {
    private final Names names;
    private final Map<LabelNode, Integer> labels = new HashMap<>();

    /** How things outside of the method are written. */
    interface Names {
        String method(String owner, String name, String descriptor);

        String field(FieldInsnNode field);

        String type(TypeInsnNode type);

        /** What others may call of an object of a class that is handed on to them. */
        String handedOn(String internalName);
    }

    InstructionText(Names names) {
        this.names = names;
    }

    /** @param owner the class that has the method */
    String of(MethodNode method, String owner) {
        StringBuilder text = new StringBuilder(method.desc).append('\n');
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof LabelNode label) {
                labels.put(label, labels.size());
            }
        }
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            text.append("try ")
                    .append(label(block.start))
                    .append(label(block.end))
                    .append(label(block.handler));
            text.append(block.type).append('\n');
        }
        for (AbstractInsnNode instruction : method.instructions) {
            append(instruction, text);
        }
        new HandedOn(method, owner).types().forEach(type -> text.append(names.handedOn(type)));
        return text.toString();
    }

    private void append(AbstractInsnNode instruction, StringBuilder text) {
        String operands = instruction instanceof LabelNode label ? label(label) : operands(instruction);
        text.append(instruction.getOpcode()).append(' ').append(operands).append('\n');
    }

    /**
     * The instructions of a class's initialiser that make the value of a static field: those since another field was set.
     * All, if there is more done with it.
     */
    String ofInitial(MethodNode initialiser, String owner, String field) {
        AbstractInsnNode first = initialiser.instructions.getFirst();
        AbstractInsnNode last = null;
        for (AbstractInsnNode each : initialiser.instructions) {
            if (isUse(each, owner, field) && last != null) {
                return of(initialiser, owner);
            }
            if (isUse(each, owner, field)) {
                last = each;
            } else if (last == null && isSet(each, owner)) {
                first = each.getNext();
            }
        }
        StringBuilder text = new StringBuilder(field).append('\n');
        for (AbstractInsnNode each = first; each != null && each != last; each = each.getNext()) {
            append(each, text);
        }
        return text.toString();
    }

    /** Of the compiler's map from enum constants to cases, what is put into it. */
    String ofSwitchMap(MethodNode initialiser, String owner, String map) {
        StringBuilder text = new StringBuilder(map).append('\n');
        for (AbstractInsnNode each : initialiser.instructions) {
            if (isUse(each, owner, map) && !isSet(each, owner)) {
                AbstractInsnNode put = each;
                while (put != null && put.getOpcode() != Opcodes.IASTORE) {
                    append(put, text);
                    put = put.getNext();
                }
            }
        }
        return text.toString();
    }

    private static boolean isUse(AbstractInsnNode instruction, String owner, String name) {
        return instruction instanceof FieldInsnNode field && field.owner.equals(owner) && field.name.equals(name);
    }

    private static boolean isSet(AbstractInsnNode instruction, String owner) {
        return instruction instanceof FieldInsnNode field
                && field.getOpcode() == Opcodes.PUTSTATIC
                && field.owner.equals(owner);
    }

    /** Whether a class's initialiser sets a static field. */
    static boolean sets(MethodNode initialiser, String owner, String field) {
        return Arrays.stream(initialiser.instructions.toArray())
                .anyMatch(each -> isSet(each, owner) && ((FieldInsnNode) each).name.equals(field));
    }

    private String operands(AbstractInsnNode instruction) {
        if (instruction instanceof MethodInsnNode call) {
            return names.method(call.owner, call.name, call.desc);
        } else if (instruction instanceof FieldInsnNode field) {
            return names.field(field);
        } else if (instruction instanceof InvokeDynamicInsnNode dynamic) {
            return dynamic.name + dynamic.desc + constant(dynamic.bsm) + constants(dynamic.bsmArgs);
        } else if (instruction instanceof LdcInsnNode load) {
            return constant(load.cst);
        } else if (instruction instanceof VarInsnNode variable) {
            return String.valueOf(variable.var);
        } else if (instruction instanceof IntInsnNode number) {
            return String.valueOf(number.operand);
        } else if (instruction instanceof IincInsnNode increment) {
            return increment.var + " " + increment.incr;
        } else if (instruction instanceof TypeInsnNode type) {
            return names.type(type);
        } else if (instruction instanceof MultiANewArrayInsnNode array) {
            return array.desc + " " + array.dims;
        }
        return targets(instruction);
    }

    private String targets(AbstractInsnNode instruction) {
        if (instruction instanceof JumpInsnNode jump) {
            return label(jump.label);
        } else if (instruction instanceof TableSwitchInsnNode table) {
            return table.min + " " + labels(table.labels) + label(table.dflt);
        } else if (instruction instanceof LookupSwitchInsnNode lookup) {
            return lookup.keys + " " + labels(lookup.labels) + label(lookup.dflt);
        }
        return "";
    }

    private String constant(Object constant) {
        if (constant instanceof Handle handle) {
            return "handle " + handle.getTag() + " "
                    + names.method(handle.getOwner(), handle.getName(), handle.getDesc());
        } else if (constant instanceof ConstantDynamic dynamic) {
            Object[] arguments = IntStream.range(0, dynamic.getBootstrapMethodArgumentCount())
                    .mapToObj(dynamic::getBootstrapMethodArgument)
                    .toArray();
            return dynamic.getName()
                    + dynamic.getDescriptor()
                    + constant(dynamic.getBootstrapMethod())
                    + constants(arguments);
        }
        // Of a class its name as it is.
        String value = constant instanceof Type ? constant.toString() : ValueText.quoted(constant.toString());
        return constant.getClass().getSimpleName() + " " + value;
    }

    private String constants(Object[] constants) {
        StringBuilder text = new StringBuilder();
        for (Object constant : constants) {
            text.append(", ").append(constant(constant));
        }
        return text.toString();
    }

    private String label(LabelNode label) {
        return "L" + labels.computeIfAbsent(label, any -> labels.size()) + " ";
    }

    private String labels(List<LabelNode> targets) {
        return targets.stream().map(this::label).collect(Collectors.joining());
    }
}
