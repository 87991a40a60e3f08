/**
 * Operations on VMs other than maintenance.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Need } from '../kit/case/need.ts';
import type { Tools } from '../kit/case/tools.ts';
import { type Answer, ok } from '../kit/session/client.ts';
import { succeeded } from '../kit/session/maintenance.ts';
import type { Host, Vm } from '../kit/session/wire.ts';
import { byName, requireDisposable } from './needs.ts';
import { readVm } from './reads.ts';
import { threeHosts } from './world.ts';

interface Vms {
  readonly running: Vm;
  readonly off: Vm;
  readonly asleep: Vm;
  readonly binned: Vm;
  readonly gpu: Vm;
  readonly other: Host;
}

/** VMs in every power state. Cases do not undo what they do to them. */
const vmsOfEveryState: Need<Vms> = {
  name: 'a world of its own with VMs in every power state',
  seed: threeHosts([
    { name: 'running-01' },
    { name: 'off-01', status: 'STOPPED' },
    { name: 'asleep-01', status: 'SUSPENDED' },
    { name: 'gpu-01', ha: false, gpus: ['NVIDIA A10'] },
    { name: 'binned-01', recycle_bin: 'in-recycle-bin-5d0c9f0e-6a0e-4f0c-9c55-2f6c3f1b7a10' },
  ]),
  find: async (inventory) => {
    requireDisposable(inventory);
    const vms = await inventory.vms();
    return {
      running: byName(vms, 'running-01'),
      off: byName(vms, 'off-01'),
      asleep: byName(vms, 'asleep-01'),
      gpu: byName(vms, 'gpu-01'),
      binned: byName(vms, 'in-recycle-bin-5d0c9f0e-6a0e-4f0c-9c55-2f6c3f1b7a10'),
      other: byName(await inventory.hosts(), 'case-02'),
    };
  },
};

type Path =
  | '/start-vm'
  | '/shutdown-vm'
  | '/poweroff-vm'
  | '/restart-vm'
  | '/force-restart-vm'
  | '/suspend-vm'
  | '/resume-vm';

type Subject = keyof Omit<Vms, 'other'>;

/** Operations, and the state that each leads to. */
const CHANGES: readonly {
  readonly id: string;
  readonly path: Path;
  readonly from: Subject;
  readonly to: Vm['status'];
}[] = [
  { id: 'VM-001', path: '/start-vm', from: 'off', to: 'RUNNING' },
  { id: 'VM-002', path: '/shutdown-vm', from: 'running', to: 'STOPPED' },
  { id: 'VM-003', path: '/poweroff-vm', from: 'running', to: 'STOPPED' },
  { id: 'VM-004', path: '/restart-vm', from: 'running', to: 'RUNNING' },
  { id: 'VM-005', path: '/force-restart-vm', from: 'running', to: 'RUNNING' },
  { id: 'VM-006', path: '/suspend-vm', from: 'running', to: 'SUSPENDED' },
  { id: 'VM-007', path: '/resume-vm', from: 'asleep', to: 'RUNNING' },
];

/** Operations that do not apply to a VM in this state. */
const REFUSED: readonly { readonly id: string; readonly path: Path; readonly from: Subject }[] = [
  { id: 'VM-021', path: '/start-vm', from: 'running' },
  { id: 'VM-022', path: '/shutdown-vm', from: 'off' },
  { id: 'VM-023', path: '/resume-vm', from: 'running' },
  { id: 'VM-024', path: '/suspend-vm', from: 'off' },
  { id: 'VM-025', path: '/start-vm', from: 'binned' },
];

export const vmCases: readonly Case[] = [
  ...CHANGES.map(({ id, path, from, to }) =>
    defineCase({
      id,
      promise: `${path} answers a list with the task of each VM; at its end the VM is ${to}.`,
      tier: 'lifecycle',
      evidence: 'specified',
      source: 'WithTask_Vm_[]; VmStatus.',
      needs: vmsOfEveryState,
      async run(t, vms) {
        const vm = vms[from];
        const [one, ...rest] = ok(await t.api.POST(path, { body: { where: { id: vm.id } } }));
        expect([one?.data.id, rest.length], 'the VM, and nothing more').toEqual([vm.id, 0]);
        succeeded(await t.settle(one?.task_id));
        expect((await readVm(t, vm)).status, 'status').toBe(to);
        await expectOthersUnchanged(t, vms, vm);
      },
    }),
  ),
  ...REFUSED.map(({ id, path, from }) =>
    defineCase({
      id,
      promise: `${path} does nothing to a VM that is ${from}.`,
      tier: 'lifecycle',
      evidence: 'assumed',
      source: 'The web UI knows JOB_VM_STATE_MACHINE_ERROR.',
      needs: vmsOfEveryState,
      async run(t, vms) {
        await expectFailures(t, await t.api.POST(path, { body: { where: { id: vms[from].id } } }));
        expect((await readVm(t, vms[from])).status, 'status').toBe(vms[from].status);
      },
    }),
  ),
  defineCase({
    id: 'VM-031',
    promise: 'A running VM migrates to the host that is named, and runs there.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: "The vendor's SDK examples.",
    needs: vmsOfEveryState,
    async run(t, { running, other }) {
      await succeedAll(
        t,
        await t.api.POST('/migrate-vm', { body: { where: { id: running.id }, data: { host_id: other.id } } }),
      );
      const vm = await readVm(t, running);
      expect([vm.status, vm.host?.id], 'status and host').toEqual(['RUNNING', other.id]);
    },
  }),
  defineCase({
    id: 'VM-032',
    promise: 'Without a host the scheduler chooses one: the VM is elsewhere.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'test_migrate_vm of the official Python SDK.',
    needs: vmsOfEveryState,
    async run(t, { running }) {
      await succeedAll(t, await t.api.POST('/migrate-vm', { body: { where: { id: running.id } } }));
      expect((await readVm(t, running)).host?.id, 'host').not.toBe(running.host?.id);
    },
  }),
  defineCase({
    id: 'VM-033',
    promise: 'A VM that is off migrates cold, and stays off.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'test_migrate_vm of the official Python SDK.',
    needs: vmsOfEveryState,
    async run(t, { off, other }) {
      await succeedAll(
        t,
        await t.api.POST('/migrate-vm', { body: { where: { id: off.id }, data: { host_id: other.id } } }),
      );
      const vm = await readVm(t, off);
      expect([vm.status, vm.host?.id], 'status and host').toEqual(['STOPPED', other.id]);
    },
  }),
  defineCase({
    id: 'VM-034',
    promise: 'A running VM with a GPU does not migrate.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'The web UI: EC_PRECHECK_VMS_HOSTDEV_EXISTS.',
    needs: vmsOfEveryState,
    async run(t, { gpu, other }) {
      await expectFailures(
        t,
        await t.api.POST('/migrate-vm', { body: { where: { id: gpu.id }, data: { host_id: other.id } } }),
      );
      expect((await readVm(t, gpu)).host?.id, 'host').toBe(gpu.host?.id);
    },
  }),
  defineCase({
    id: 'VM-035',
    promise: 'A VM that is off starts on the host that is named.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'VmStartParams has data.host_id.',
    needs: vmsOfEveryState,
    async run(t, { off, other }) {
      const body = { where: { id: off.id }, data: { host_id: other.id } };
      await succeedAll(t, await t.api.POST('/start-vm', { body }));
      const vm = await readVm(t, off);
      expect([vm.status, vm.host?.id], 'status and host').toEqual(['RUNNING', other.id]);
    },
  }),
  defineCase({
    id: 'VM-036',
    promise: 'A VM is deleted with its snapshots.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'VmDeleteParams has effect.include_snapshots.',
    needs: vmsOfEveryState,
    async run(t, { off }) {
      const body = { where: { id: off.id }, effect: { include_snapshots: true } };
      await succeedAll(t, await t.api.POST('/delete-vm', { body }));
      const left = ok(await t.api.POST('/get-vms', { body: { where: { id: off.id } } }));
      expect(left, 'VMs of that id').toEqual([]);
    },
  }),
  defineCase({
    id: 'VM-041',
    promise: 'A VM in the recycle bin is renamed, keeps its old name, and says since when.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: "The vendor's published exit check; a known consumer filters by it.",
    needs: vmsOfEveryState,
    async run(t, { off }) {
      await succeedAll(t, await t.api.POST('/move-vm-to-recycle', { body: { where: { id: off.id } } }));
      expect(await readVm(t, off), 'the VM').toMatchObject({
        in_recycle_bin: true,
        name: expect.stringMatching(/^in-recycle-bin-/),
        original_name: off.name,
        deleted_at: expect.stringMatching(/^\d{4}-/),
      });
    },
  }),
  defineCase({
    id: 'VM-042',
    promise: 'A VM comes back out of the recycle bin under its old name.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'RecoverVmFromRecycleBin.',
    needs: vmsOfEveryState,
    async run(t, { binned }) {
      await succeedAll(
        t,
        await t.api.POST('/recover-vm-from-recycle', { body: { where: { id: binned.id } } }),
      );
      expect(await readVm(t, binned), 'the VM').toMatchObject({
        in_recycle_bin: false,
        name: binned.original_name,
        deleted_at: null,
      });
    },
  }),
  defineCase({
    id: 'VM-043',
    promise: 'A deleted VM is gone.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'DeleteVm.',
    needs: vmsOfEveryState,
    async run(t, { off }) {
      await succeedAll(t, await t.api.POST('/delete-vm', { body: { where: { id: off.id } } }));
      expect(ok(await t.api.POST('/get-vms', { body: { where: { id: off.id } } })), 'VMs of that id').toEqual(
        [],
      );
    },
  }),
  defineCase({
    id: 'VM-044',
    promise: 'One request works on every VM that its filter matches, each with a task of its own.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'where is a VmWhereInput; the answer is a list.',
    needs: vmsOfEveryState,
    async run(t, { running, gpu }) {
      const where = { id_in: [running.id, gpu.id] };
      const tasks = ok(await t.api.POST('/poweroff-vm', { body: { where } }));
      expect(tasks.map(({ data }) => data.id).toSorted(), 'VMs').toEqual([running.id, gpu.id].toSorted());
      for (const { task_id } of tasks) succeeded(await t.settle(task_id));
      expect([(await readVm(t, running)).status, (await readVm(t, gpu)).status], 'statuses').toEqual([
        'STOPPED',
        'STOPPED',
      ]);
    },
  }),
  defineCase({
    id: 'VM-045',
    promise: 'While something is done to a VM it is busy, and not afterwards.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'The vendor: check that entityAsyncStatus is null first.',
    needs: vmsOfEveryState,
    async run(t, { off }) {
      const [one] = ok(await t.api.POST('/start-vm', { body: { where: { id: off.id } } }));
      expect((await readVm(t, off)).entityAsyncStatus, 'while it starts').toBe('UPDATING');
      await t.settle(one?.task_id);
      expect((await readVm(t, off)).entityAsyncStatus, 'afterwards').toBeNull();
    },
  }),
  defineCase({
    id: 'VM-046',
    promise:
      'A busy VM is locked: the error names it under props.locked_resources, with code ResourceLocked.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: "The vendor's FAQ: the only published error body.",
    needs: vmsOfEveryState,
    async run(t, { off }) {
      const [one] = ok(await t.api.POST('/start-vm', { body: { where: { id: off.id } } }));
      const { error } = await t.api.POST('/delete-vm', { body: { where: { id: off.id } } });
      await t.settle(one?.task_id);
      expect(error, 'the error body').toMatchObject({
        code: 'ResourceLocked',
        status: 400,
        path: '/delete-vm',
        props: { locked_resources: [{ id: off.id, type: 'VM' }] },
      });
    },
  }),
];

/** Fails if any other VM has moved or changed its state. */
async function expectOthersUnchanged(t: Tools, vms: Vms, changed: Vm): Promise<void> {
  const before = [vms.running, vms.off, vms.asleep, vms.gpu, vms.binned].filter(
    ({ id }) => id !== changed.id,
  );
  for (const vm of before) {
    const now = await readVm(t, vm);
    expect([now.status, now.host?.id], `status and host of ${vm.name}`).toEqual([vm.status, vm.host?.id]);
  }
}

interface WithTask {
  readonly task_id?: string | null;
}

async function succeedAll(t: Tools, answer: Answer<readonly WithTask[]>): Promise<void> {
  for (const { task_id } of ok(answer)) succeeded(await t.settle(task_id));
}

/** Fails unless the request is rejected, or its tasks fail or are none: no document says which. */
async function expectFailures(t: Tools, { data }: Answer<readonly WithTask[]>): Promise<void> {
  for (const { task_id } of data ?? []) {
    if (task_id === null) continue;
    expect((await t.settle(task_id)).status, 'status of the task').toBe('FAILED');
  }
}
