/**
 * What tasks say they do. Documented: one line, in the language of the request that made the task. The words
 * are our own.
 * @module
 */
import type { Text } from '../world/text.ts';

type Described = (host: string) => Text;

export const DESCRIPTIONS: Readonly<
  Record<'precheck' | 'enter' | 'exit' | 'exitAndStart' | 'exitAndMigrate' | 'exitAndBoth', Described>
> = {
  precheck: (host) => ({
    'en-US': `Check host ${host} before maintenance mode`,
    'zh-CN': `检查主机 ${host} 能否进入维护模式`,
  }),
  enter: (host) => ({
    'en-US': `Host ${host} enters maintenance mode`,
    'zh-CN': `主机 ${host} 进入维护模式`,
  }),
  exit: (host) => ({
    'en-US': `Host ${host} leaves maintenance mode`,
    'zh-CN': `主机 ${host} 退出维护模式`,
  }),
  exitAndStart: (host) => ({
    'en-US': `Host ${host} leaves maintenance mode and powers VMs on`,
    'zh-CN': `主机 ${host} 退出维护模式并启动虚拟机`,
  }),
  exitAndMigrate: (host) => ({
    'en-US': `Host ${host} leaves maintenance mode and takes VMs back`,
    'zh-CN': `主机 ${host} 退出维护模式并迁回虚拟机`,
  }),
  exitAndBoth: (host) => ({
    'en-US': `Host ${host} leaves maintenance mode, powers VMs on and takes VMs back`,
    'zh-CN': `主机 ${host} 退出维护模式，启动并迁回虚拟机`,
  }),
};
