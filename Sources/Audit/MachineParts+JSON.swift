import JSON
import Machine

extension StorageReport {
  var json: JSONValue {
    .members([
      "disks": .list(disks) { disk in
        .members([
          "name": .string(disk.name), "model": .optional(disk.model),
          "kind": .string(disk.kind.rawValue), "bytes": .integer(disk.bytes),
        ])
      },
      "folder": .optional(room?.folder), "folderTotalBytes": .optional(room?.totalBytes),
      "folderFreeBytes": .optional(room?.freeBytes),
    ])
  }
}

extension NetworkReport {
  var json: JSONValue {
    .members([
      "interfaces": .list(interfaces) { link in
        .members([
          "name": .string(link.name), "kind": .string(link.kind.rawValue),
          "up": .optional(link.isUp), "bitsPerSecond": .optional(link.bitsPerSecond),
        ])
      },
      "fabricPorts": .list(fabricPorts) { port in
        .members([
          "name": .string(port.name), "active": .optional(port.isActive),
          "bitsPerSecond": .optional(port.bitsPerSecond),
        ])
      },
      "hasDefaultRoute": .optional(hasDefaultRoute.value),
    ])
  }
}

extension SensorReport {
  var json: JSONValue {
    .members([
      "temperatures": .list(temperatures) { reading in
        .members([
          "name": .string(reading.name), "celsius": .number(reading.celsius),
          "maximumCelsius": .optional(reading.maximumCelsius),
          "criticalCelsius": .optional(reading.criticalCelsius),
          "alarm": .bool(reading.raisesAlarm),
        ])
      },
      "fans": .list(fans) { fan in
        .members([
          "name": .string(fan.name), "turnsPerMinute": .integer(fan.turnsPerMinute),
        ])
      },
      "powers": .list(powers) { draw in
        .members(["name": .string(draw.name), "watts": .number(draw.watts)])
      },
      "underVoltage": .optional(underVoltage.value),
      "throttlingBits": .optional(throttling.value?.rawValue),
    ])
  }
}

extension PowerReport {
  var json: JSONValue {
    .members([
      "supplies": .list(supplies) { supply in
        .members([
          "name": .string(supply.name), "kind": .string(supply.kind.rawValue.lowercased()),
          "charge": .optional(supply.charge), "status": .optional(supply.status),
          "online": .optional(supply.isOnline),
        ])
      },
      "configuredSupplies": .list(configuredSupplies) { .string($0) },
      "daemonSupplies": .list(daemonSupplies) { supply in
        .members([
          "name": .string(supply.name), "onMains": .optional(supply.isOnMains),
          "batteryLow": .optional(supply.isBatteryLow),
          "troubles": .strings(supply.troubles.map(\.rawValue)),
          "failure": .optional(supply.failure), "charge": .optional(supply.charge),
          "runtimeSeconds": .optional(supply.runtimeSeconds), "load": .optional(supply.load),
        ])
      },
      "daemonFailure": .optional(daemonFailure?.description),
    ])
  }
}

extension FirewallReport {
  var json: JSONValue {
    .members([
      "state": .optional(state.value?.rawValue), "manager": .optional(manager?.rawValue),
      "evidence": .strings(evidence),
    ])
  }
}

extension SoftwareReport {
  var json: JSONValue {
    .members([
      "tools": .list(tools) { tool in
        .members([
          "name": .string(tool.tool.rawValue), "path": .string(tool.path),
          "version": .optional(tool.version),
        ])
      },
      "frameworks": .list(frameworks) { found in
        .members([
          "name": .string(found.framework.rawValue), "version": .string(found.version),
          "folder": .string(found.folder),
        ])
      },
    ])
  }
}

extension DeviceReport {
  var json: JSONValue {
    .members([
      "gpioChips": .list(gpioChips) { chip in
        .members([
          "name": .string(chip.name), "label": .optional(chip.label),
          "lines": .optional(chip.lines),
        ])
      },
      "sensors": .list(sensors) { sensor in
        .members([
          "device": .string(sensor.device), "name": .optional(sensor.name),
          "channels": .strings(sensor.channels),
        ])
      },
      "videoDevices": .list(videoDevices) { video in
        .members([
          "device": .string(video.device), "name": .string(video.name),
          "processor": .bool(video.isProcessor),
        ])
      },
      "i2cBuses": .list(i2cBuses) { .string($0) },
      "spiDevices": .list(spiDevices) { .string($0) },
      "pwmChips": .list(pwmChips) { chip in
        .members(["name": .string(chip.name), "outputs": .optional(chip.outputs)])
      },
      "leds": .list(leds) { .string($0) },
      "serialPorts": .list(serialPorts) { .string($0) },
      "soundInputs": .list(soundInputs) { .string($0) },
    ])
  }
}
