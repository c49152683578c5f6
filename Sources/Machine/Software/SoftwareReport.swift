/// Tools and frameworks that are installed; nothing is started to find out.
public struct SoftwareReport: Sendable, Hashable {
  /// The tools that were found; unknown if no folder of programs could be read.
  public var tools = Fact<[InstalledTool]>.unknown(from: "no folders of programs")
  /// The frameworks that were found; unknown if no folder of packages could be read.
  public var frameworks = Fact<[InstalledFramework]>.unknown(from: "/usr/lib/python3*")

  /// Software of which nothing is known.
  public init() {}

  /// Tells whether a tool was found; `nil` if unknown.
  public func has(_ tool: Tool) -> Bool? { tools.value?.contains { $0.tool == tool } }
}

/// A tool that building and training use; the raw value is the program's name.
public enum Tool: String, Sendable, Hashable, CaseIterable {
  /// The Swift compiler.
  case swift
  /// The GNU C compiler.
  case gcc
  /// The C compiler of LLVM.
  case clang
  /// A build system.
  case cmake
  /// Python.
  case python3
  /// NVIDIA's CUDA compiler.
  case nvcc
  /// The launcher of MPI.
  case mpirun
  /// Version control.
  case git
  /// Containers.
  case docker
  /// Slurm's submission of jobs.
  case sbatch
}

/// A tool, and where it stands.
public struct InstalledTool: Sendable, Hashable {
  /// Tool that was found.
  public var tool: Tool
  /// The program's path.
  public var path: String
  /// The version that a link's target names; unknown if `nil`.
  public var version: String?

  /// A tool at a path.
  public init(tool: Tool, path: String, version: String? = nil) {
    (self.tool, self.path, self.version) = (tool, path, version)
  }
}

/// A framework for training or running models; the raw value is its package's name.
public enum Framework: String, Sendable, Hashable, CaseIterable {
  /// PyTorch.
  case pytorch = "torch"
  /// transformers.
  case transformers
  /// TensorFlow.
  case tensorflow
  /// JAX.
  case jax
  /// DeepSpeed.
  case deepspeed
}

/// A framework, its version, and where it stands.
public struct InstalledFramework: Sendable, Hashable {
  /// Framework that was found.
  public var framework: Framework
  /// The version that its package names.
  public var version: String
  /// The folder of packages.
  public var folder: String

  /// A framework in a folder of packages.
  public init(framework: Framework, version: String, folder: String) {
    (self.framework, self.version, self.folder) = (framework, version, folder)
  }
}
