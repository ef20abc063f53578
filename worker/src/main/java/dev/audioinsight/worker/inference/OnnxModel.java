package dev.audioinsight.worker.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One network in one ONNX Runtime session, shared by all inference threads.
 *
 * <p>A run uses the calling thread alone: N pool threads with one thread each beat one run with N
 * threads. The arena keeps what the longest runs at once took; callers bound their length.
 * Thread-safe.
 */
public final class OnnxModel implements AutoCloseable {
  private static final String SHRINK_ARENA = "memory.enable_memory_arena_shrinkage";

  private final ModelEntry entry;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final boolean shrinks;

  private OnnxModel(
      ModelEntry entry, OrtEnvironment environment, OrtSession session, boolean shrinks) {
    this.entry = entry;
    this.environment = environment;
    this.session = session;
    this.shrinks = shrinks;
  }

  static OnnxModel load(ModelEntry entry, byte[] bytes, NetworkMemory memory) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setCPUArenaAllocator(memory.arena());
      options.setMemoryPatternOptimization(memory.pattern());
      return new OnnxModel(
          entry, environment, environment.createSession(bytes, options), memory.shrink());
    } catch (OrtException e) {
      throw new ModelException("the model " + entry.file() + " cannot be loaded", e);
    }
  }

  /** The names of its inputs. */
  public Set<String> inputs() {
    return session.getInputNames();
  }

  /** What it takes. */
  public List<TensorSpec> inputSpecs() {
    try {
      return specs(session.getInputInfo());
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it gives. */
  public List<TensorSpec> outputSpecs() {
    try {
      return specs(session.getOutputInfo());
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<TensorSpec> specs(Map<String, NodeInfo> nodes) {
    return nodes.values().stream().map(OnnxModel::spec).toList();
  }

  private static TensorSpec spec(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor
        ? new TensorSpec(
            node.getName(),
            tensor.type == OnnxJavaType.FLOAT,
            Arrays.stream(tensor.getShape()).boxed().toList())
        : new TensorSpec(node.getName(), false, List.of());
  }

  public ModelEntry entry() {
    return entry;
  }

  /**
   * Runs the network on the calling thread.
   *
   * @param inputs by name
   * @return the outputs by name, flattened
   * @throws JobFailedException if the job is cancelled while it runs
   */
  public Map<String, float[]> run(Map<String, Tensor> inputs, Cancellation cancellation)
      throws JobFailedException {
    cancellation.throwIfCancelled();
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try (OrtSession.RunOptions options = new OrtSession.RunOptions();
        Termination termination = new Termination(options);
        Cancellation.Registration registration = cancellation.onCancel(termination::terminate)) {
      if (shrinks) {
        options.addRunConfigEntry(SHRINK_ARENA, "cpu:0");
      }
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result result = session.run(tensors, options)) {
        return copied(result);
      }
    } catch (OrtException e) {
      cancellation.throwIfCancelled();
      throw new IllegalStateException(entry.label() + " failed: " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Tensor tensor) throws OrtException {
    if (tensor.data() instanceof FloatBuffer floats) {
      return OnnxTensor.createTensor(environment, floats, tensor.shape());
    }
    return OnnxTensor.createTensor(environment, (LongBuffer) tensor.data(), tensor.shape());
  }

  private static Map<String, float[]> copied(OrtSession.Result result) {
    Map<String, float[]> outputs = new HashMap<>();
    for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
      FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
      float[] copy = new float[values.remaining()];
      values.get(copy);
      outputs.put(output.getKey(), copy);
    }
    return outputs;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Ends one run from another thread.
   *
   * <p>INVARIANT: native options are never touched after they were freed; so this closes before
   * them and a late word finds it closed.
   */
  private static final class Termination implements AutoCloseable {
    private final OrtSession.RunOptions options;
    private boolean over;

    Termination(OrtSession.RunOptions options) {
      this.options = options;
    }

    synchronized void terminate() {
      if (over) {
        return;
      }
      try {
        options.setTerminate(true);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public synchronized void close() {
      over = true;
    }
  }
}
