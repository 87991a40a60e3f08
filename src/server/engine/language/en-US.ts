/**
 * The English messages for clients of CloudTower's API, in our own words. `{name}` is a placeholder. A full sentence
 * ends with a full stop. A clause does not, because it becomes part of another message.
 * @module
 */
export const EN_US = {
  // Separators of lists.
  'list.words': ', ',
  'list.or': ' or ',
  'list.clauses': '; ',

  // Descriptions of tasks.
  'task.precheck': 'Check host {host} before maintenance mode',
  'task.enter': 'Host {host} enters maintenance mode',
  'task.exit': 'Host {host} leaves maintenance mode',
  'task.exit-and-power-on': 'Host {host} leaves maintenance mode and powers VMs on',
  'task.exit-and-migrate': 'Host {host} leaves maintenance mode and takes VMs back',
  'task.exit-and-both': 'Host {host} leaves maintenance mode, powers VMs on and takes VMs back',
  'task.live-migrate': 'VM {vm}: performing a live migration to {host}',
  'task.offline-migrate': 'VM {vm}: performing a cold migration to {host}',
  'task.live-migrate-anywhere': 'VM {vm}: performing a live migration to a proper host',
  'task.offline-migrate-anywhere': 'VM {vm}: performing a cold migration to a proper host',
  'task.shut-down': 'Shut down VM {vm}',
  'task.power-on': 'Start VM {vm}',
  'task.start': 'Start VM {vm} on {host}',
  'task.power-off': 'Power off VM {vm}',
  'task.restart': 'Restart VM {vm}',
  'task.force-restart': 'Force VM {vm} to restart',
  'task.suspend': 'Suspend VM {vm}',
  'task.resume': 'Resume VM {vm}',
  'task.recycle': 'Move VM {vm} to the recycle bin',
  'task.recover': 'Recover VM {vm} from the recycle bin',
  'task.delete': 'Delete VM {vm}',
  'task.edit-host': 'Edit host {host}',
  'task.reboot-host': 'Reboot host {host}',
  'task.power-off-host': 'Power off host {host}',

  // The state of a host: clauses about `it`.
  'host-state.unusable': 'its status is {status}',
  'host-state.removing': 'it is being removed',
  'host-state.entering': 'it is entering maintenance mode',
  'host-state.in-maintenance': 'it is in maintenance mode',
  'host-state.taking-vms-back': 'it is still taking its VMs back',
  'host-state.already': 'its host_state is {state} already',
  'host-state.leaving-already': 'it is leaving already',
  'host-state.still-entering': 'it is still entering',
  'host-state.not-in-maintenance': 'it is not in maintenance mode',

  // Which host can take a VM.
  'placement.can-take': '{host} can take it',
  'placement.cannot-take': '{host} cannot take it: {reason}',
  'placement.by-filter': '{reason} ({filter})',
  'placement.no-other-host': 'its cluster has no other host',
  'placement.pci-nic': 'it has the pass-through NIC {device}',
  'placement.usb-device': 'it has the USB device {device}',
  'placement.gpu-device': 'it has the GPU {device}',
  'placement.nested-virtualization': 'it uses nested virtualization',
  'placement.cpu-model': 'it has no CPU model {model}',
  'placement.memory': 'it has {left} of memory left, and the VM needs {needed}',
  'placement.must-own-hosts': 'by placement group {group} the VM must stay on its own hosts',
  'placement.must-not-host': 'by placement group {group} the VM must never run there',
  'placement.must-apart': 'by placement group {group} the VM must be apart from one that is there',
  'placement.must-together': 'by placement group {group} the VM must be with others that are elsewhere',

  // Reasons in a maintenance plan for the treatment of a VM: clauses about `it`.
  'plan.status': 'it is {status}',
  'plan.deleted': 'it is deleted',
  'plan.requested': 'the request names it',
  'plan.came-from-there': 'it came from there',
  'plan.off-without-ha': 'it is off and has no HA',
  'plan.system-service': 'it runs {service} and cannot be moved: {reason}',
  'plan.ha-stuck': 'it has HA and cannot be moved: {reason}',

  // Reasons why a host cannot enter maintenance mode.
  'check.host': 'host {host}: {reason}',
  'check.vm': 'VM {vm}: {reason}',
  'check.finding': '{reason} ({check})',
  'check.other-host': 'host {host} is entering, in or leaving maintenance mode',
  'check.data-to-recover': 'the cluster has {bytes} bytes of data to recover',
  'check.vm-count': 'host {host} has {count} VMs, more than {limit}',

  // Maintenance: refusals, and errors of tasks.
  'maintenance.cannot-enter': 'Host {host} cannot enter maintenance mode: {reason}.',
  'maintenance.cannot-exit': 'Host {host} cannot leave maintenance mode: {reason}.',
  'maintenance.cannot-check': 'Host {host} cannot be checked: {reason}.',
  'maintenance.no-exit-check': 'Host {host} has no exit check: {reason}.',
  'maintenance.second-host':
    'Host {host} of the same cluster is entering, in or leaving maintenance mode. One host of a cluster at a time.',
  'maintenance.second-precheck':
    'Host {host} of the same cluster is being checked (task {task}). One check at a time: wait until that task has ended.',
  'maintenance.not-a-precheck': 'where.task_id: task {task} is not a precheck. It is: {description}.',
  'maintenance.precheck-running': 'where.task_id: precheck {task} has not ended. Wait until its task has.',
  'maintenance.precheck-failed': 'where.task_id: precheck {task} has failed: {reason}',
  'maintenance.vm-not-on-host': '{place}: VM {vm} is not on host {host}.',
  'maintenance.vm-not-running': '{place}: VM {vm} does not run, it is {status}.',
  'maintenance.vm-must-be-named':
    'data.shutdown_vms: VM {vm} must be shut down but is not named. It cannot be migrated: {reason}.',
  'maintenance.vm-was-not-named':
    'VM {vm} ({id}) must be shut down, but data.shutdown_vms does not name it. It cannot be migrated: {reason}.',
  'maintenance.vm-can-be-moved':
    'data.shutdown_vms: VM {vm} need not be shut down, {reason}. Name the VMs that the precheck returned.',
  'maintenance.vm-left-on-host': 'VM {vm} is still on host {host}: {reason}.',
  'maintenance.vm-changed': '{place}: VM {vm} cannot be brought back: {reason}.',
  'maintenance.vm-untouched':
    '{place}: VM {vm} was not touched by entering. The exit check says which VM goes where.',
  'maintenance.vm-of-other-list':
    '{place}: VM {vm} belongs to {list}. The exit check says which VM goes where.',

  // Changes of a VM since it was moved or shut down.
  'changed.deleted': 'the VM has been deleted',
  'changed.in-recycle-bin': 'the VM is in the recycle bin',
  'changed.host-devices': 'a device of its host is attached to the VM',
  'changed.status': 'the VM was moved, or powered on or off',

  // Operations on VMs: refusals, and errors of tasks.
  'vm.sentence': 'VM {vm}: {reason}.',
  'vm.wrong-status': 'it is {status}, and must be {allowed}',
  'vm.pass-through-nic': 'it has a pass-through NIC',
  'vm.in-recycle-bin': 'it is in the recycle bin',
  'vm.recycled-already': 'it is in the recycle bin already',
  'vm.not-in-recycle-bin': 'it is not in the recycle bin',
  'vm.name-taken': 'its cluster has another VM named {name}',
  'vm.host-of-other-cluster': 'host {host} is in another cluster',
  'vm.on-host-already': 'it is on host {host} already',
  'vm.status-now': 'it is {status} now',
  'vm.cannot-start': 'VM {vm} cannot be started: {reason}.',
  'vm.cannot-migrate': 'VM {vm} cannot be migrated: {reason}.',
  'vm.cannot-power-on': 'VM {vm} cannot be powered on: {reason}.',
  'vm.cannot-move-back': 'VM {vm} is {status}: it cannot be moved back by {move}.',
  'vm.not-off': 'VM {vm} is {status}: it cannot be powered on.',
  'vm.not-off-but-recycled': 'VM {vm} is in the recycle bin: it cannot be powered on.',
  'vm.did-not-shut-down': 'VM {vm} did not shut down within {seconds} s: its VM tools do not run.',
  'vm.gone': 'VM {vm} does not exist any more.',

  // Operations on hosts: refusals.
  'host.sentence': 'Host {host}: {reason}.',
  'host.invalid-name': 'data.name: expected 2 to 64 letters, digits and hyphens.',
  'host.name-taken': 'data.name: the cluster would have two hosts named {name}.',
  'host.second-power-task': 'Host {host} of the same cluster has a power task already; one at a time.',
  'host.needs-maintenance':
    'Host {host} is not in maintenance mode: put it there first, or send force: true.',
  'host.off': 'Host {host} is off: its status is {status}.',

  // Objects that are missing or locked.
  'find.no-host': '{place}: no host has the id {id}.{hint}',
  'find.local-id': ' It is the local_id of {host}: send its id, {id}.',
  'find.no-task': '{place}: no task has the id {id}.',
  'find.no-vm': '{place}: no VM has the local_id or id {id}.',
  'find.locked': 'Resource [{type}-{id}] locked',
  'select.no-host': 'where: no host matches.',
  'select.several-hosts': 'where: {count} hosts match, and one is needed. Select it by id.',
  'select.empty':
    'where: it excludes nothing, and would select every {entity}. Say which, by id for instance.',
  'select.none': 'where: no {entity} matches.',
  'select.two-ids': 'where: id and {name} name different things; send {name} alone.',

  // Unexpected values.
  'value.got': ', got {value}',
  'type.array': 'an array',
  'type.boolean': 'a boolean',
  'type.integer': 'an integer',
  'type.number': 'a number',
  'type.object': 'an object',
  'type.string': 'a string',

  // Queries: the value that was expected at a place.
  'query.invalid': '{place}: {expected}{got}.',
  'query.object': 'expected an object',
  'query.object-not-null': 'expected an object, not null',
  'query.filters': 'expected an array of filters or null',
  'query.array': 'expected an array or null',
  'query.value-not-null': 'expected a value, not null',
  'query.string': 'expected a string or null',
  'query.escape': 'expected a text whose last ! is doubled: ! is the escape character of LIKE',
  'query.date': 'expected an instant such as 2026-01-01T00:00:00.000Z, or null',
  'query.boolean': 'expected true, false or null',
  'query.integer': 'expected an integer or null',
  'query.number': 'expected a number or null',
  'query.number-within': 'expected a number within {format}',
  'query.one-of': 'expected one of {values}, or null',
  'query.count': 'expected an integer from 0 to {most}, or null',
  'query.cursor': 'expected an id or null',
  'query.known-id': 'expected the id of an entity that exists',
  'query.one-end': 'expected one of the two, not both',
  'query.no-null-relation': 'expected an object: a relation to many cannot be null',
  'query.no-member': 'no such member; there are {members}',
  'query.order': 'expected a value of {entity}OrderByInput{hint}',
  'query.order-hint': ', such as {nearest}',
  'query.no-filter': '{entity}WhereInput has no such filter{hint}',
  'query.no-filter-hint': '; the nearest is {nearest}',
  'query.other-filters': '{entity}WhereInput has no such filter; there are {filters}',
  'query.no-filter-on-field': 'CloudTower has no filter on {entity}.{field}',
  'query.no-filter-of-kind': '{field} has no filter of this kind',
  'query.relation-not-simulated':
    '{place}: CloudTower can filter by {entity}, but cloudtower-fake does not simulate it.',

  // Requests that never reach the world.
  'request.defect':
    'cloudtower-fake has a defect: this is not an answer of CloudTower. Its log says more; please report it.',
  'request.unreadable':
    'This is not an HTTP/1.1 request that can be read: look at its first line, its Host and its headers.',
  'request.unknown-language': 'content-language: expected one of {known}, got {language}.',
  'request.nothing-here': 'There is nothing here. The API is under {path}.',
  'request.wrong-method': '{path} takes {allowed}, not {method}.',
  'request.not-simulated': 'CloudTower has {path}, but cloudtower-fake does not simulate it.',
  'request.later-path': 'CloudTower has {path} from {since} on; this server serves {version}.',
  'request.no-path': 'There is no {path}.{hint}',
  'request.spelling': ' CloudTower spells it {path}.',
  'request.did-you-mean': ' Did you mean {path}?',

  // Tokens and login.
  'token.missing': 'The Authorization header is missing: log in, and send the token in it.',
  'token.unknown':
    'The Authorization header holds no token of this server: log in, and send the token in it.',
  'token.expired': 'The token has expired: log in again.',
  'login.refused': 'The user or the password is wrong.',
  'login.no-user': 'There is no user {name}.',
  'login.not-simulated': '{field}: {value} is not simulated; leave it out{hint}.',
  'login.or-send': ' or send {value}',

  // Bodies.
  'body.torn': 'The body ended before it was whole.',
  'body.not-utf8': 'The body is not UTF-8.',
  'body.not-json': 'The body is not JSON: {detail}',
  'body.too-large': 'The body is larger than {bytes} bytes.',
  'body.too-deep': 'The body is nested deeper than {levels} levels.',
  'body.encoded': "The body's content-encoding is {encoding}; send it plain.",
  'body.wrong-type':
    'The body must be JSON in UTF-8 with content-type: application/json; the content-type is {type}.',
  'body.no-type': 'missing',
  'body.empty': 'The body is empty: {path} needs one.',
  'body.unexpected': 'The body is not what was expected.',
  'body.missing-member': '{place}: {member} is missing.',
  'body.unknown-member': '{place}: there is no {member}.',
  'body.not-allowed': '{place}: expected {allowed}{orNull}{got}.',
  'body.one-of': 'one of {values}',
  'body.or-null': ' or null',
  'body.broken-rule': '{place}: {rule}.',
  'body.ipmi': 'data.ipmi: changing the IPMI account is not simulated.',

  // Worlds.
  'world.invalid-name': 'The name of a world is 1 to 64 letters, digits, dots, hyphens, underscores.',
  'world.all-busy': 'All {count} worlds are answering requests: delete some, or allow more.',

  // Answers of faults.
  'fault.injected': 'This answer was injected by {fault}.',
  'fault.injected-code': 'This answer was injected by {fault}: {meaning}.',

  // Descriptions of error codes: clauses that follow the name of a VM or host.
  'code.sentence': '{meaning}.',
  'code.check-could-not-run':
    'the check could not run: another host is being checked, or the cluster is unwell',
  'code.exit-check-could-not-run':
    'the exit check could not run: another host is being checked, or the cluster is unwell',
  'code.other-host-in-maintenance': 'another host of the cluster is entering or in maintenance mode',
  'code.host-state-invalid': 'the state of the host does not allow it',
  'code.no-maintenance-job': 'there is no such maintenance job',
  'code.enter-failed': 'entering maintenance mode failed',
  'code.exit-failed': 'leaving maintenance mode failed',
  'code.job-cancelled': 'the maintenance job was cancelled',
  'code.job-not-cancelled': 'the maintenance job could not be cancelled',
  'code.job-not-cancellable': 'the maintenance job cannot be cancelled now',
  'code.no-single-host': 'no single host matches',
  'code.no-host': 'there is no such host',
  'code.no-vm': 'there is no such VM',
  'code.no-cluster': 'there is no such cluster',
  'code.no-host-named': 'no host was named',
  'code.invalid-query': 'the parameters of the query are wrong',
  'code.no-job': 'there is no such job',
  'code.nested-virtualization': 'a running VM with nested virtualization cannot be migrated',
  'code.vm-suspended': 'a suspended VM cannot be migrated',
  'code.host-device': 'a device of the host is attached',
  'code.sriov': 'an SR-IOV NIC is attached',
  'code.cpu-incompatible': 'the CPU of the host does not fit',
  'code.placement-group': 'a placement group forbids it',
  'code.vm-state-invalid': 'the state of the VM does not allow it',
  'code.out-of-memory': 'the host has not enough memory',
  'code.no-host-for-vm': 'no host can take the VM',
  'code.chosen-host-cannot-take': 'the chosen host cannot take the VM',
  'code.host-alive': 'the VM cannot be moved cold while its host is alive',
  'code.migration-aborted': 'the migration was broken off',
  'code.shut-down-timeout': 'the guest did not shut down in time',
  'code.power-off-failed': 'the VM could not be powered off',
  'code.vm-not-off': 'the VM is not off',
  'code.power-state-invalid': 'the power state of the VM does not allow it',
  'code.locked': 'another task has locked the resource',
  'code.vm-name-taken': 'another VM has that name',
  'code.host-name-taken': 'another host has that name',
  'code.login-failed': 'login failed',
  'code.no-user': 'there is no such user',
  'code.wrong-password': 'the password is wrong',
  'code.wrong-credentials': 'the user or the password is wrong',
  'code.user-locked': 'the user is locked after too many tries',
  'code.not-permitted': 'the user may not do that',
  'code.unreadable-token': 'the token could not be read',
  'code.web-socket': 'the web socket could not connect',
  'code.cluster-disconnected': 'the cluster is not connected',
  'code.cluster-timeout': 'the cluster did not answer in time',
  'code.task-not-stoppable': 'the task cannot be stopped',
  'code.task-not-pausable': 'the task cannot be paused',
  'code.tower-restarted': 'CloudTower was restarted while the task ran',
} as const;
