public import JSON
public import Machine

extension MachineReport {
  /// The machine as a JSON object; what is unknown is `null`.
  public var json: JSONValue {
    .members([
      "host": host.json, "processor": processor.json, "memory": memory.json,
      "accelerators": accelerators.json, "storage": storage.json, "network": network.json,
      "sensors": sensors.json, "power": power.json, "firewall": firewall.json,
      "software": software.json, "devices": devices.json,
    ])
  }
}

extension JSONValue {
  /// A list of what is known, or `null`.
  static func list<Element: Sendable & Hashable>(
    _ fact: Fact<[Element]>, _ element: (Element) -> JSONValue
  ) -> JSONValue {
    fact.value.map { .array($0.map(element)) } ?? .null
  }

  /// A truth value, or `null`.
  static func optional(_ value: Bool?) -> JSONValue { value.map { .bool($0) } ?? .null }
}

extension HostReport {
  fileprivate var json: JSONValue {
    .members([
      "operatingSystem": .optional(systemName.value),
      "operatingSystemID": .optional(systemID.value),
      "operatingSystemVersion": .optional(systemVersion.value),
      "operatingSystemRelease": .optional(systemRelease.value), "kernel": .optional(kernel.value),
      "architecture": .optional(architecture.value), "model": .optional(model.value),
      "hypervisor": .optional(hypervisor.value), "container": .optional(container.value),
    ])
  }
}

extension ProcessorReport {
  fileprivate var json: JSONValue {
    .members([
      "name": .optional(name.value), "sockets": .optional(sockets.value),
      "cores": .optional(cores.value), "allowedCores": .optional(allowedCores.value),
      "threads": .optional(threads.value),
      "memoryNodes": .optional(memoryNodes.value),
      "features": .list(features) { .string($0.rawValue) },
      "caches": .list(caches) { cache in
        .members([
          "level": .integer(cache.level), "kind": .string(cache.kind.rawValue.lowercased()),
          "bytes": .integer(cache.bytes), "sharedBy": .optional(cache.sharedBy),
        ])
      },
      "maximumHertz": .optional(maximumHertz.value),
    ])
  }
}

extension MemoryReport {
  fileprivate var json: JSONValue {
    .members([
      "totalBytes": .optional(total.value), "availableBytes": .optional(available.value),
      "allowedBytes": .optional(allowed.value), "swapBytes": .optional(swap.value),
      "hugePageBytes": .optional(hugePages.value),
      "modules": .list(modules) { module in
        .members([
          "label": .string(module.label), "bytes": .integer(module.bytes),
          "kind": .optional(module.kind),
        ])
      },
    ])
  }
}

extension AcceleratorReport {
  fileprivate var json: JSONValue {
    .members([
      "devices": .list(devices) { $0.json }, "nvidiaDriver": .optional(nvidiaDriver.value),
      "libraryFailure": .optional(libraryFailure?.description),
    ])
  }
}

extension InstalledAccelerator {
  fileprivate var json: JSONValue {
    .members([
      "maker": .string(maker.rawValue), "name": .optional(name.value),
      "readiness": .string(readiness.rawValue), "address": .optional(address),
      "driver": .optional(driver), "memoryBytes": .optional(memoryBytes.value),
      "freeBytes": .optional(freeBytes), "integrated": .bool(isIntegrated),
      "computeCapability": .optional(computeCapability?.description),
      "partitioned": .optional(isPartitioned),
      "instanceBytes": instanceBytes.map { .array($0.map { .integer($0) }) } ?? .null,
      "partOfCard": .bool(isPart), "celsius": .optional(celsius),
      "slowdownCelsius": .optional(slowdownCelsius), "watts": .optional(watts),
      "limitWatts": .optional(limitWatts), "utilization": .optional(utilization),
    ])
  }
}
