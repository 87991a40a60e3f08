/**
 * What error codes mean, in our own words: clauses that follow the name of a VM or host.
 * @module
 */
import { type ErrorCode, isErrorCode } from '../world/error-codes.ts';
import { type Text, text } from '../world/text.ts';

const CHECK_COULD_NOT_RUN = text(
  'the check could not run: another host is being checked, or the cluster is unwell',
  '检查无法执行：另一台主机正在检查，或集群状态异常',
);
const EXIT_CHECK_COULD_NOT_RUN = text(
  'the exit check could not run: another host is being checked, or the cluster is unwell',
  '退出检查无法执行：另一台主机正在检查，或集群状态异常',
);
const ENTER_FAILED = text('entering maintenance mode failed', '进入维护模式失败');
const EXIT_FAILED = text('leaving maintenance mode failed', '退出维护模式失败');
const NESTED = text(
  'a running VM with nested virtualization cannot be migrated',
  '启用嵌套虚拟化的运行中虚拟机无法迁移',
);
const OUT_OF_MEMORY = text('the host has not enough memory', '主机内存不足');
const LOCKED = text('another task has locked the resource', '资源已被其他任务锁定');
const VM_NAME_TAKEN = text('another VM has that name', '已有同名虚拟机');
const USER_UNKNOWN = text('there is no such user', '用户不存在');
const WRONG_PASSWORD = text('the user or the password is wrong', '用户名或密码错误');
const NOT_ALLOWED = text('the user may not do that', '用户没有该操作的权限');

const WORDS: Readonly<Record<ErrorCode, Text>> = {
  EC_MAINTENANCE_MODE_PRE_CHECK_FAILED: CHECK_COULD_NOT_RUN,
  MAINTENANCE_MODE_PRE_CHECK_FAILED: CHECK_COULD_NOT_RUN,
  EC_MAINTENANCE_MODE_EXIT_CHECK_FAILED: EXIT_CHECK_COULD_NOT_RUN,
  MAINTENANCE_MODE_EXIT_CHECK_FAILED: EXIT_CHECK_COULD_NOT_RUN,
  EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE: text(
    'another host of the cluster is entering or in maintenance mode',
    '集群中另一台主机正在进入或处于维护模式',
  ),
  EC_MAINTENANCE_MODE_HOST_STATE_INVALID: text(
    'the state of the host does not allow it',
    '主机当前状态不允许该操作',
  ),
  EC_MAINTENANCE_MODE_JOB_NOT_EXIST: text('there is no such maintenance job', '维护模式任务不存在'),
  EC_MAINTENANCE_MODE_ENTER_FAILED: ENTER_FAILED,
  EC_MAINTENANCE_MODE_EXIT_FAILED: EXIT_FAILED,
  ENTER_MAINTENANCE_MODE_FAILED: ENTER_FAILED,
  REDIRECT_ENTER_MAINTENANCE_MODE_FAILED: ENTER_FAILED,
  JOB_MAINTENANCE_MODE_JOB_ENTER_FAILED: ENTER_FAILED,
  JOB_MAINTENANCE_MODE_JOB_EXIT_FAILED: EXIT_FAILED,
  JOB_MAINTENANCE_MODE_JOB_CANCELED: text('the maintenance job was cancelled', '维护模式任务已被取消'),
  CANCEL_MAINTENANCE_MODE_JOB_FAILED: text(
    'the maintenance job could not be cancelled',
    '无法取消维护模式任务',
  ),
  MAINTENANCE_MODE_CURRENT_NOT_SUPPORT_CANCEL: text(
    'the maintenance job cannot be cancelled now',
    '维护模式任务当前不能取消',
  ),
  LOAD_HOST_FAILED: text('no single host matches', '没有唯一匹配的主机'),
  HOST_NOT_FOUND: text('there is no such host', '主机不存在'),
  VM_NOT_FOUND: text('there is no such VM', '虚拟机不存在'),
  CLUSTER_NOT_FOUND: text('there is no such cluster', '集群不存在'),
  NO_HOST_PROVIDED: text('no host was named', '未指定主机'),
  INVALID_QUERY_PARAMS: text('the parameters of the query are wrong', '查询参数无效'),
  JOB_NOT_FOUND: text('there is no such job', '任务不存在'),
  MIGRATE_IN_CLUSTER_PRECHECK_FAILED_RUNNING_VM_WITH_NESTED_VIRTUALIZATION: NESTED,
  MIGRATE_IN_CLUSTER_PRECHECK_FAILED_VM_SUSPENDED: text(
    'a suspended VM cannot be migrated',
    '已暂停的虚拟机无法迁移',
  ),
  EC_JOB_HOT_MIGRATE_NESTED_VIRTUALIZATION: NESTED,
  EC_PRECHECK_VMS_HOSTDEV_EXISTS: text('a device of the host is attached', '已挂载主机设备'),
  EC_PRECHECK_VMS_SRIOV_EXISTS: text('an SR-IOV NIC is attached', '已挂载 SR-IOV 网卡'),
  EC_PRECHECK_VMS_CPU_INCOMPATIBLE: text('the CPU of the host does not fit', '主机 CPU 不兼容'),
  EC_PRECHECK_PLACEMENT_GROUPS_UNMATCH: text('a placement group forbids it', '不符合放置组规则'),
  EC_PRECHECK_VMS_STATE_UNMATCH: text('the state of the VM does not allow it', '虚拟机当前状态不允许该操作'),
  EC_NODE_OUT_OF_MEMORY: OUT_OF_MEMORY,
  JOB_NODE_OUT_OF_MEMORY: OUT_OF_MEMORY,
  JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING: text('no host can take the VM', '没有可调度的主机'),
  JOB_SPECIFIED_NODE_SCHEDULE_FAILED: text('the chosen host cannot take the VM', '无法调度到指定主机'),
  JOB_COLD_MIGRATE_REJECT_BY_HOST_LIVE: text(
    'the VM cannot be moved cold while its host is alive',
    '主机仍在线，拒绝冷迁移',
  ),
  JOB_LIBVIRT_ABORT_MIGRATE: text('the migration was broken off', '迁移已中止'),
  JOB_VM_SHUTDOWN_TIMEOUT: text('the guest did not shut down in time', '客户机未在限定时间内关机'),
  EC_JOB_FORCE_SHUTDOWN_FAILED: text('the VM could not be powered off', '强制关机失败'),
  VM_NOT_STOPPED: text('the VM is not off', '虚拟机未关机'),
  JOB_VM_STATE_MACHINE_ERROR: text(
    'the power state of the VM does not allow it',
    '虚拟机电源状态不允许该操作',
  ),
  ResourceLocked: LOCKED,
  JOB_RESOURCE_IS_LOCKED: LOCKED,
  EC_JOB_RESOURCE_IS_LOCKED: LOCKED,
  VM_DUPLICATED_NAME: VM_NAME_TAKEN,
  VM_DUPLICATE_NAME: VM_NAME_TAKEN,
  EC_VM_DUPLICATED_NAME: VM_NAME_TAKEN,
  EC_CHANGE_HOSTNAME_DUPLICATE: text('another host has that name', '已有同名主机'),
  LOGIN_FAILED: text('login failed', '登录失败'),
  NOT_MATCH_USER: USER_UNKNOWN,
  USER_NOT_FOUND: USER_UNKNOWN,
  USER_PASSWORD_INCORRECT: text('the password is wrong', '密码错误'),
  NOT_MATCH_USER_OR_PASSWORD_INCORRECT: WRONG_PASSWORD,
  USER_LOCKED: text('the user is locked after too many tries', '尝试次数过多，用户已被锁定'),
  PERMISSION_DENIED: NOT_ALLOWED,
  PERMISSION_DENY: NOT_ALLOWED,
  LOAD_TOKEN_FAILED: text('the token could not be read', '无法读取令牌'),
  WEBSOCKET_CONNECT_ERROR: text('the web socket could not connect', 'WebSocket 连接失败'),
  CLUSTER_CONNECTION_STATUS_ERROR: text('the cluster is not connected', '集群连接状态异常'),
  EC_CLUSTER_API_TIMEOUT: text('the cluster did not answer in time', '集群接口响应超时'),
  TASK_NOT_SUPPORT_STOP: text('the task cannot be stopped', '任务不支持停止'),
  TASK_NOT_SUPPORT_PAUSE: text('the task cannot be paused', '任务不支持暂停'),
  RESET_TASK_FAILED_WHEN_SERVER_STARTED: text(
    'CloudTower was restarted while the task ran',
    '任务执行期间 CloudTower 重启',
  ),
};

/** What a code means; a code that is not known means itself. */
export function codeWords(code: string): Text {
  return isErrorCode(code) ? WORDS[code] : text(code, code);
}
