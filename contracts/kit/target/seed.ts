/**
 * The starting inventory of a fake: the part of its scenario format that needs use.
 * @module
 */

export interface Seed {
  readonly scenario: 1;
  readonly clusters: readonly SeedCluster[];
}

export interface SeedCluster {
  readonly name: string;
  readonly hosts: readonly SeedHost[];
  readonly placement_groups?: readonly {
    readonly name: string;
    readonly vms: readonly string[];
    readonly must_run_on?: readonly string[];
    readonly must_not_run_on?: readonly string[];
    readonly vms_must_be?: 'apart' | 'together';
  }[];
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface SeedHost {
  readonly name: string;
  /** Bytes, or a text such as 64GiB. */
  readonly memory?: string | number;
  readonly system_memory?: number;
  readonly cores?: number;
  readonly cpu_models?: readonly string[];
  readonly vms?: readonly SeedVm[];
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface SeedVm {
  readonly name: string;
  /** Bytes, or a text such as 8GiB. */
  readonly memory?: string | number;
  readonly vcpu?: number;
  readonly status?: 'RUNNING' | 'STOPPED' | 'SUSPENDED' | 'UNKNOWN';
  readonly ha?: boolean;
  readonly recycle_bin?: string;
  readonly cpu_model?: string;
  readonly nested_virtualization?: boolean;
  readonly system_service?: string;
  readonly gpus?: readonly string[];
  readonly usb_devices?: readonly string[];
  readonly pci_nics?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, unknown>>;
}
