import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { RequestOrder } from '../../../../../src/engine/server/bounds/requestOrder.ts';

describe('the order of the requests of a connection', () => {
  it('lets a request begin after the answer to the one before was sent', async () => {
    const order = new RequestOrder();
    const socket = new Socket();
    const answers = [new EventEmitter(), new EventEmitter(), new EventEmitter()] as const;
    const begun: number[] = [];
    expect(order.enter(socket, answers[0])).toBeUndefined();
    const second = order.enter(socket, answers[1])?.then(() => begun.push(2));
    const third = order.enter(socket, answers[2])?.then(() => begun.push(3));
    answers[0].emit('close');
    await second;
    expect(begun).toEqual([2]);
    answers[1].emit('close');
    await third;
    expect(begun).toEqual([2, 3]);
    answers[2].emit('close');
    expect(order.enter(socket, new EventEmitter())).toBeUndefined();
  });

  it('lets no request wait for another connection', () => {
    const order = new RequestOrder();
    expect(order.enter(new Socket(), new EventEmitter())).toBeUndefined();
    expect(order.enter(new Socket(), new EventEmitter())).toBeUndefined();
  });

  it('cuts a connection with more than 100 open requests', () => {
    const order = new RequestOrder();
    const socket = new Socket();
    for (let count = 0; count < 100; count++) void order.enter(socket, new EventEmitter());
    expect(socket.destroyed).toBe(false);
    void order.enter(socket, new EventEmitter());
    expect(socket.destroyed).toBe(true);
  });
});
