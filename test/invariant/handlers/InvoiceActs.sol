// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OrgId} from "../../../contracts/common/OrgId.sol";
import {IOrderBook} from "../../../contracts/orders/IOrderBook.sol";
import {OrderActs} from "./OrderActs.sol";

/// @notice Accepted goods are invoiced, paid for, credited and taken back.
abstract contract InvoiceActs is OrderActs {
    function issueInvoice(uint256 which, uint256 amountSeed, uint256 seed) external {
        uint256 orderId = _orderAt(IOrderBook.Status.Inspected, which);
        uint64 amountMinor = _amount(amountSeed, book.orderOf(orderId).toInvoiceMinor);
        uint256 supplier = _supplierOf(orderId);
        address caller = _caller(supplier, seed);
        // Now and then a number that was used.
        bytes32 number = bytes32(bytes(string.concat("A", Strings.toString(_number))));
        if (seed % 5 != 0) ++_number;
        uint40 dueAt = timeNow() + uint40(PAYMENT_DAYS) * 1 days;
        (bool done, bytes memory result) = _attempt(
            caller,
            abi.encodeCall(IOrderBook.invoice, (orderId, number, amountMinor, dueAt, PAPER))
        );
        if (!done) return;
        _assertActs(caller, supplier, "the supplier's own invoice");
        bytes32 invoiceId = abi.decode(result, (bytes32));
        assertEq(_orderOfInvoice[invoiceId], 0, "a number used twice");
        invoices.push(invoiceId);
        _orderOfInvoice[invoiceId] = orderId;
        _booked[orderId].invoiced += amountMinor;
    }

    function answerInvoice(uint256 which, uint256 seed) external {
        bytes32 invoiceId = _someInvoice(which);
        uint64 amountMinor = book.invoiceOf(invoiceId).amountMinor;
        address caller = _caller(BUYER, seed >> 2);
        bool disputes = seed % 4 == 0;
        (bool done, ) = _attempt(
            caller,
            disputes
                ? abi.encodeCall(IOrderBook.disputeInvoice, (invoiceId, REASON))
                : abi.encodeCall(IOrderBook.acceptInvoice, (invoiceId, REPORT))
        );
        if (!done) return;
        _assertActs(caller, BUYER, "the buyer's own answer");
        if (disputes) _booked[_orderOfInvoice[invoiceId]].disputed += amountMinor;
    }

    function creditInvoice(uint256 which, uint256 amountSeed, uint256 seed) external {
        if (seed % 3 != 0) return;
        bytes32 invoiceId = _someInvoice(which);
        IOrderBook.Invoice memory record = book.invoiceOf(invoiceId);
        uint64 creditMinor = _amount(amountSeed, record.amountMinor - record.paidMinor);
        uint256 orderId = _orderOfInvoice[invoiceId];
        (bool done, ) = _attempt(
            _caller(_supplierOf(orderId), seed >> 2),
            abi.encodeCall(IOrderBook.credit, (invoiceId, creditMinor, PAPER))
        );
        if (done) _booked[orderId].credited += creditMinor;
    }

    function payInvoice(uint256 which, uint256 amountSeed, uint256 seed) external {
        bytes32 invoiceId = _someInvoice(which);
        IOrderBook.Invoice memory record = book.invoiceOf(invoiceId);
        uint64 amountMinor = _amount(amountSeed, record.amountMinor - record.paidMinor);
        uint256 orderId = _orderOfInvoice[invoiceId];
        address payee = account(_supplierOf(orderId));
        address caller = _caller(BUYER, seed);
        (bool done, ) = _attempt(caller, abi.encodeCall(IOrderBook.pay, (invoiceId, payee, amountMinor)));
        if (!done) return;
        _booked[orderId].paid += amountMinor;
        spent[OrgId.unwrap(registry.organisationOfAccount(caller))] += amountMinor;
        reached[_supplierOf(orderId)] += amountMinor;
    }

    function takeGoodsBack(uint256 which, uint256 delivery, uint256 amountSeed, uint256 seed) external {
        if (seed % 2 != 0) return;
        uint256 orderId = _orderWithGoods(which);
        uint16 number = _deliveryAt(IOrderBook.Status.Inspected, orderId, delivery);
        uint64 acceptedMinor = book.deliveryOf(orderId, number).acceptedMinor;
        uint64 amountMinor = _amount(amountSeed, acceptedMinor);
        bytes32 invoiceId = seed % 4 == 0 ? _someInvoice(seed >> 4) : bytes32(0);
        uint256 price = _priceOf(orderId, number, acceptedMinor);
        Given memory before = _givenUp(orderId, invoiceId);
        vm.prank(account(_supplierOf(orderId)));
        try book.takeBack(orderId, number, amountMinor, invoiceId, account(BUYER), NOTE) {
            price -= _priceOf(orderId, number, acceptedMinor - amountMinor);
            _booked[orderId].takenBack += amountMinor;
            _bookReturn(orderId, before, _givenUp(orderId, invoiceId), price);
        } catch {}
    }

    /// @dev What a return may reduce: to be invoiced, open of the invoice, the supplier's money.
    struct Given {
        uint256 toInvoice;
        uint256 open;
        uint256 balance;
    }

    function _givenUp(uint256 orderId, bytes32 invoiceId) private view returns (Given memory) {
        return
            Given(
                book.orderOf(orderId).toInvoiceMinor,
                _openOf(invoiceId),
                eur.balanceOf(account(_supplierOf(orderId)))
            );
    }

    function _bookReturn(uint256 orderId, Given memory before, Given memory left, uint256 price) private {
        uint256 uninvoiced = before.toInvoice - left.toInvoice;
        uint256 creditedMinor = before.open - left.open;
        uint256 paidBack = before.balance - left.balance;
        assertEq(uninvoiced + creditedMinor + paidBack, price, "the whole price is given up");
        _booked[orderId].priceTakenBack += uninvoiced;
        _booked[orderId].credited += creditedMinor;
        spent[_supplierOf(orderId)] += paidBack;
        reached[BUYER] += paidBack;
    }

    function _openOf(bytes32 invoiceId) private view returns (uint256) {
        IOrderBook.Invoice memory record = book.invoiceOf(invoiceId);
        return record.amountMinor - record.paidMinor;
    }
}
